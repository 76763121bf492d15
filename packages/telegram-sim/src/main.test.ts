import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { connect } from 'node:net'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it } from 'vitest'

/** The command as it is run, so as compiled: `npm test` compiles first. */
const command = fileURLToPath(new URL('../dist/main.js', import.meta.url))

const children: ChildProcess[] = []
afterEach(() => children.splice(0).forEach((child) => child.kill('SIGKILL')))

function run(...args: string[]) {
  const child = spawn(process.execPath, [command, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  children.push(child)
  const exit = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>
  return { child, exit, stdout: child.stdout.setEncoding('utf8'), stderr: child.stderr.setEncoding('utf8') }
}

async function firstLine(stream: AsyncIterable<string>): Promise<string> {
  let text = ''
  for await (const chunk of stream) {
    text += chunk
    if (text.includes('\n')) break
  }
  return text.slice(0, text.indexOf('\n'))
}

async function all(stream: AsyncIterable<string>): Promise<string> {
  let text = ''
  for await (const chunk of stream) text += chunk
  return text
}

describe.skipIf(!existsSync(command))('npm run sim', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'prints where it is on one line, runs until %s, then exits 0',
    async (signal) => {
      const { child, exit, stdout } = run('--dcs', '3', '--bot', '77:secret', '--seed', 'x')
      const told = JSON.parse(await firstLine(stdout)) as {
        control: string
        dcs: { id: number; host: string; port: number; publicKeyPem: string; fingerprint: string }[]
      }
      expect(told.dcs.map(({ id }) => id)).toEqual([1, 2, 3])
      for (const { host, port, publicKeyPem, fingerprint } of told.dcs) {
        expect(publicKeyPem).toContain('BEGIN RSA PUBLIC KEY')
        expect(fingerprint).toMatch(/^[0-9a-f]{16}$/)
        const socket = connect(port, host)
        await once(socket, 'connect')
        socket.destroy()
      }
      const accounts = (await (await fetch(`${told.control}/accounts`)).json()) as object[]
      expect(accounts).toContainEqual(expect.objectContaining({ id: 77, isBot: true, token: '77:secret' }))
      child.kill(signal)
      expect(await exit).toEqual([0, null])
    },
  )

  it.skipIf(process.platform === 'win32')('stops when npm’s shell is killed instead of it', async () => {
    const env = { ...process.env, npm_lifecycle_event: 'sim' }
    const shell = spawn('sh', ['-c', `"${process.execPath}" "${command}"; true`], {
      env,
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    children.push(shell)
    const stdout = shell.stdout.setEncoding('utf8')
    let killed = false
    // Ends when the simulator, which holds the other end, has gone too.
    for await (const chunk of stdout as AsyncIterable<string>) if (chunk.includes('\n')) killed = shell.kill('SIGTERM')
    expect(killed).toBe(true)
  })

  it('explains itself with --help', async () => {
    const { exit, stdout } = run('--help')
    expect(await all(stdout)).toContain('--control-port')
    expect(await exit).toEqual([0, null])
  })

  it('exits 1 and says what is wrong', async () => {
    const { exit, stderr } = run('--dcs', 'many')
    expect(await all(stderr)).toContain('--dcs must be a number from 1 to 200, not many')
    expect(await exit).toEqual([1, null])
  })
})
