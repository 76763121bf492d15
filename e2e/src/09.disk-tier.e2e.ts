/** What was read once comes from the disk: after a restart, whatever somebody did to the folder, and within its limit. */
import { existsSync } from 'node:fs'
import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createLoggers } from 'streambot'
import { expect, it } from 'vitest'
import { TestServer, type FileLinks } from './test-server.js'

const MIB = 1024 * 1024
const ON_DISK = { timeout: 10_000, interval: 20 }

type KnownFile = FileLinks & { readonly bytes: Buffer }

function folderOf({ directory }: TestServer): string {
  return join(directory, 'parts')
}

async function partPaths(server: TestServer): Promise<string[]> {
  const names = await readdir(folderOf(server)).catch(() => [])
  return names.map((name) => join(folderOf(server), name))
}

/** What is being written counts; it may be moved into place meanwhile. */
async function diskBytes(server: TestServer): Promise<number> {
  const sizes = (await partPaths(server)).map((path) =>
    stat(path)
      .then(({ size }) => size)
      .catch(() => 0),
  )
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
}

/** The port is another one after a restart. */
async function expectExact(server: TestServer, file: KnownFile): Promise<void> {
  const response = await fetch(new URL(new URL(file.download).pathname, server.baseUrl))
  expect(Buffer.from(await response.arrayBuffer()).equals(file.bytes)).toBe(true)
}

/** What Telegram is asked for while `work` runs. */
async function upstreamBytes({ sim }: TestServer, file: KnownFile, work: () => Promise<void>): Promise<number> {
  const count = () => sim.counters.read().bytesByFile[file.fileId] ?? 0
  const before = count()
  await work()
  return count() - before
}

/** Read once, all of it on the disk, and the server started anew. */
async function serverWithFileOnDisk(sizeBytes: number): Promise<{ server: TestServer; file: KnownFile }> {
  const server = await TestServer.create({ workers: 2, env: { DISK_CACHE_MIB: '64' } })
  const file = await server.linkSynthetic(sizeBytes)
  await expectExact(server, file)
  await expect.poll(() => diskBytes(server), ON_DISK).toBeGreaterThan(sizeBytes)
  await server.stop()
  await server.start()
  return { server, file }
}

it('a file that was read comes from the disk after a restart, however it is read then', async () => {
  const { server, file } = await serverWithFileOnDisk(12 * MIB + 4321)
  const ranges = [0, 5_000_000, 12 * MIB].map((start) => ({
    start,
    end: Math.min(start + 777_777, file.bytes.length - 1),
  }))
  const upstream = await upstreamBytes(server, file, async () => {
    for (const { start, end } of ranges) {
      const url = new URL(new URL(file.stream).pathname, server.baseUrl)
      const response = await fetch(url, { headers: { range: `bytes=${start}-${end}` } })
      expect(Buffer.from(await response.arrayBuffer()).equals(file.bytes.subarray(start, end + 1))).toBe(true)
    }
    await expectExact(server, file)
  })
  expect(upstream).toBeLessThanOrEqual(0.05 * file.bytes.length)
})

it('damaged parts are fetched again, and readers get exactly their file', async () => {
  const { server, file } = await serverWithFileOnDisk(8 * MIB)
  const paths = await partPaths(server)
  const [flipped = '', cut = '', gone = ''] = paths
  const bytes = await readFile(flipped)
  bytes[bytes.length - 1000]! ^= 1
  await writeFile(flipped, bytes)
  await writeFile(cut, (await readFile(cut)).subarray(0, 5000))
  await rm(gone)
  const upstream = await upstreamBytes(server, file, () => expectExact(server, file))
  expect(upstream).toBeGreaterThan(0)
  expect(upstream).toBeLessThan(file.bytes.length)
  await expect.poll(() => diskBytes(server), ON_DISK).toBeGreaterThan(file.bytes.length)
  await server.stop()
  await server.start()
  expect(await upstreamBytes(server, file, () => expectExact(server, file))).toBeLessThanOrEqual(0.05 * 8 * MIB)
})

it('takes no more room than its limit, also when that is lower after a restart', async () => {
  const env: Record<string, string> = { DISK_CACHE_MIB: '6' }
  const server = await TestServer.create({ workers: 2, env })
  const sizes: number[] = []
  for (let i = 0; i < 4; i++) {
    const file = await server.linkSynthetic(4 * MIB + i)
    const reading = expectExact(server, file)
    sizes.push(await diskBytes(server))
    await reading
    sizes.push(await diskBytes(server))
  }
  await expect.poll(() => diskBytes(server), ON_DISK).toBeGreaterThan(4 * MIB)
  expect(Math.max(...sizes, await diskBytes(server))).toBeLessThanOrEqual(6 * MIB)
  await server.stop()
  env['DISK_CACHE_MIB'] = '2'
  await server.start()
  await expect.poll(() => diskBytes(server), ON_DISK).toBeLessThanOrEqual(2 * MIB)
  expect(await diskBytes(server)).toBeGreaterThan(0)
})

it('a disk that takes nothing is told once, and every file is served all the same', async () => {
  const said: string[] = []
  const destination = { write: (line: string) => void said.push((JSON.parse(line) as { msg: string }).msg) }
  const loggers = createLoggers({ level: 'trace', format: 'json', secrets: [], destination })
  const server = await TestServer.create({ workers: 1, env: { DISK_CACHE_MIB: '64' }, start: { loggers } })
  await server.stop()
  await rm(folderOf(server), { recursive: true })
  await writeFile(folderOf(server), 'a file where the folder should be')
  await server.start()
  for (let i = 0; i < 2; i++) await expectExact(server, await server.linkSynthetic(2 * MIB + i))
  expect(said.filter((line) => line.startsWith('The disk cache'))).toEqual([
    expect.stringMatching(/^The disk cache takes no new parts for now: EEXIST/),
  ])
})

it('nothing is kept on the disk unless room is given', async () => {
  const server = await TestServer.create({ workers: 1 })
  await expectExact(server, await server.linkSynthetic(2 * MIB))
  expect(existsSync(folderOf(server))).toBe(false)
})
