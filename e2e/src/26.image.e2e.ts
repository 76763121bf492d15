/**
 * The image as the Dockerfile makes it, without an engine (26.image.ts). Left out: compiling SQLite's driver, which takes minutes where no prebuilt one can be had; the one of
 * this checkout takes its place, which was compiled by the same command.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { cp, mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ChildServer } from './child-server.js'
import { readDeployed, REPOSITORY } from './26.deployed.js'
import { createIgnore } from './26.dockerfile.js'
import { ImageBuild, sizeOf, whyNoImage, type BuiltImage } from './26.image.js'
import { ask } from './26.visitor.js'
import { MIB, sha256 } from './21.sent-uploads.js'
import { freePort } from './free-port.js'
import { TestServer } from './test-server.js'

const DRIVER = 'node_modules/better-sqlite3/build/Release/better_sqlite3.node'

const reason = whyNoImage()
if (reason !== null) console.warn(`The image is not built: ${reason}`)

describe.skipIf(reason !== null)('the image', () => {
  let build: ImageBuild
  let image: BuiltImage

  beforeAll(async () => {
    build = await ImageBuild.create(readDeployed('docker/Dockerfile'), readDeployed('docker/Dockerfile.dockerignore'))
    const isReplaced: string[] = []
    image = await build.run([
      [
        'npm rebuild better-sqlite3',
        async (folder) => {
          isReplaced.push('npm rebuild better-sqlite3')
          await mkdir(join(folder, 'app', DRIVER, '..'), { recursive: true })
          await cp(join(REPOSITORY, DRIVER), join(folder, 'app', DRIVER))
        },
      ],
    ])
    console.info(
      `Of the Dockerfile all was carried out but "${isReplaced.join()}": this checkout's driver is used instead`,
    )
    expect(isReplaced).toHaveLength(1)
  }, 900_000)

  afterAll(() => build?.[Symbol.asyncDispose](), 60_000)

  it('holds what the server needs, and nothing that builds, tests or simulates', async () => {
    const app = join(image.folder, 'app')
    expect(await readdir(app)).toEqual(['deploy', 'node_modules', 'package.json', 'packages'])
    expect(await readdir(join(app, 'packages'))).toEqual(['aes-ige', 'streambot'])
    expect(existsSync(join(app, 'packages/aes-ige/build/aes-ige.node'))).toBe(true)
    expect(existsSync(join(app, 'packages/streambot/dist/pages/pages.json'))).toBe(true)
    const packages = await readdir(join(app, 'node_modules'))
    for (const name of ['typescript', 'vite', 'vitest', 'eslint', 'telegram', 'node-api-headers']) {
      expect(packages).not.toContain(name)
    }
    const files = await readdir(app, { recursive: true })
    const own = files.filter((name) => name.startsWith('packages/'))
    expect(own.filter((name) => /\.(test|fixture|contract)\.|\.ts$|\.map$/.test(name))).toEqual([])
    expect(files.filter((name) => /(^|\/)\.env$/.test(name))).toEqual([])
    const size = await sizeOf(app)
    console.info(`What it adds to Node.js: ${Math.round(size / MIB)} MiB`)
    expect(size).toBeLessThan(120 * MIB)
  })

  it('serves a file where nothing but its data may be written, as a user without rights, and says that it is well', async () => {
    const telegram = await TestServer.create({ workers: 1 })
    await telegram.stop()
    const port = await freePort()
    const { DATA_DIRECTORY: _, ...settings } = telegram.env
    const env = { ...settings, ...image.env, PORT: String(port), LOG_LEVEL: 'info', SHUTDOWN_GRACE_SECONDS: '5' }
    const early = await checkHealth(image, env)
    expect(early.exitCode).toBe(1)
    expect(early.told).toContain('ECONNREFUSED')

    const server = await ChildServer.start(env, image.through, image.entrypoint)
    await server.baseUrl()
    const { download, bytes } = await telegram.linkSynthetic(5 * MIB + 1)
    expect(sha256((await ask(download)).body)).toBe(sha256(bytes))
    expect((await ask(download, { headers: { range: 'bytes=7-9' } })).body.equals(bytes.subarray(7, 10))).toBe(true)
    expect((await ask(new URL('/admin', download).href)).status).toBe(200)
    expect(await checkHealth(image, env)).toEqual({ exitCode: 0, told: '' })
    expect(await readdir(join(image.folder, 'data'))).toContain('streambot.db')
    const touch = 'id -u; touch /app/x /etc/x /usr/x; touch /data/x /tmp/x && echo can'
    const touched = await runs(image, env, ['sh', '-c', touch])
    expect(touched.printed).toBe('1000\ncan\n')
    expect(touched.told).toMatch(/^(.*(Read-only|denied).*\n){3}$/)

    // As docs/deployment.md has it.
    const backup = ['migrate', '--from', 'sqlite:/data/streambot.db', '--to', 'sqlite:/data/backup.db']
    const { exitCode, printed } = await runs(image, image.env, [...image.entrypoint, ...backup])
    expect(exitCode).toBe(0)
    expect(printed).toMatch(/^Copied .*1 × link,/)

    server.kill('SIGTERM')
    expect(await server.exitCode()).toBe(0)
    expect(server.output).not.toContain('WebAssembly')
  })

  it('runs commands of operators', async () => {
    const { exitCode, printed } = await runs(image, { ...image.env }, [...image.entrypoint, '--help'])
    expect([exitCode, printed]).toEqual([0, expect.stringContaining('Usage: streambot')])
  })
})

describe('what is sent to the engine to build from', () => {
  it('is sources only: no settings, no data, nothing built or installed', () => {
    const isIgnored = createIgnore(readDeployed('docker/Dockerfile.dockerignore'))
    for (const path of ['package.json', 'packages/web/src/dashboard/data/wake.ts', 'deploy/docker/healthcheck.mjs']) {
      expect([path, isIgnored(path)]).toEqual([path, false])
    }
    for (const path of [
      '.env',
      '.git/config',
      'data/streambot.db',
      'e2e/src/test-server.ts',
      'packages/streambot/.env',
      'packages/streambot/data/streambot.db',
      'packages/streambot/dist/main.js',
      'packages/aes-ige/build/aes-ige.node',
      'node_modules/pino/package.json',
      'packages/web/node_modules/x/index.js',
    ]) {
      expect([path, isIgnored(path)]).toEqual([path, true])
    }
  })
})

async function runs(image: BuiltImage, env: Readonly<Record<string, string>>, command: readonly string[]) {
  const [program = '', ...args] = [...image.through, ...command]
  const child = spawn(program, args, { env: { PATH: process.env['PATH'], ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = once(child, 'exit') as Promise<[number | null]>
  const [printed, told, [exitCode]] = await Promise.all([text(child.stdout), text(child.stderr), ended])
  return { exitCode, printed, told }
}

async function checkHealth(image: BuiltImage, env: Record<string, string>) {
  const { exitCode, told } = await runs(image, env, image.healthcheck)
  return { exitCode, told }
}
