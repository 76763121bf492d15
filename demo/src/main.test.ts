import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it, onTestFinished } from 'vitest'

/** As it is run, so as compiled: `npm test` compiles first. */
const command = fileURLToPath(new URL('../dist/main.js', import.meta.url))

it.skipIf(process.platform === 'win32' || !existsSync(command))(
  'stops when npm’s shell is killed instead of it',
  async () => {
    const env = { ...process.env, npm_lifecycle_event: 'demo' }
    const shell = spawn('sh', ['-c', `"${process.execPath}" "${command}" --port 0; true`], {
      env,
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    onTestFinished(() => void shell.kill('SIGKILL'))
    let killed = false
    // Ends when the demo, which holds the other end, has gone too.
    for await (const text of shell.stdout.setEncoding('utf8') as AsyncIterable<string>) {
      if (text.includes('Open ')) killed = shell.kill('SIGTERM')
    }
    expect(killed).toBe(true)
  },
)
