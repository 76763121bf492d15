/** What the programs that people have make of our archives. */
import { execFile, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, open, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { promisify } from 'node:util'
import { crc32 } from 'node:zlib'
import { describe, expect, it, onTestFinished } from 'vitest'
import { bytesOf, contentOf, fileOf, HOSTILE_NAMES } from './archive.fixture.js'
import { Crc32Meter } from './crc32-meter.js'
import type { ArchivedFile, Layout } from './layout.js'
import { tarLayout } from './tar.js'
import { zipLayout } from './zip.js'

const GIB = 1024 ** 3
const missing = ['unzip', 'tar', 'python3'].find((program) => spawnSync(program, ['--help'], { stdio: 'ignore' }).error)
if (missing !== undefined) {
  console.warn(
    `What real programs make of archives is not tested: there is no ${missing} (Debian: apt-get install ${missing})`,
  )
}

const contents = HOSTILE_NAMES.map((_, at) => contentOf(at === 3 ? 0 : at * 777, at))
const files = HOSTILE_NAMES.map((name, at) => fileOf(name, contents[at]!.byteLength))

describe.skipIf(missing !== undefined)('a zip in other hands', () => {
  it('is unpacked by unzip, whatever strangers called its files, and nothing lands elsewhere', async () => {
    const folder = await temporaryFolder()
    const path = await write(folder, zipLayout(files), contents)
    expect(await run('unzip', '-t', path)).toContain('No errors detected')
    await run('unzip', path, '-d', join(folder, 'out'))
    const unpacked = await filesIn(join(folder, 'out'))
    expect([...unpacked.keys()].sort()).toEqual([...HOSTILE_NAMES].sort())
    HOSTILE_NAMES.forEach((name, at) => expect(unpacked.get(name)?.equals(contents[at]!)).toBe(true))
    expect(await run('zipinfo', path)).toMatch(/^-rw-r--r-- +2\.0 unx .*26-Nov-25 18:30 twice\.txt$/m)
  })

  it('says the same to Python, in the same order', async () => {
    const path = await write(await temporaryFolder(), zipLayout(files), contents)
    expect(await run('python3', '-m', 'zipfile', '-t', path)).toContain('Done testing')
    const listing = 'import json,sys,zipfile\nfor i in zipfile.ZipFile(sys.argv[1]).infolist():'
    const print = ' print(json.dumps([i.filename, i.CRC, i.file_size, i.date_time]))'
    const lines = (await run('python3', '-c', listing + print, path)).trimEnd().split('\n')
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(
      files.map(({ name, sizeBytes }, at) => [name, crc32(contents[at]!), sizeBytes, [2026, 11, 25, 18, 30, 42]]),
    )
  })

  it('holds two hundred files', async () => {
    const many = Array.from({ length: 200 }, (_, at) => contentOf(at, at))
    const layout = zipLayout(many.map(({ byteLength }, at) => fileOf(`${at}`, byteLength)))
    const path = await write(await temporaryFolder(), layout, many)
    expect(await run('unzip', '-t', path)).toContain('No errors detected')
  })

  it('holds files and positions beyond 4 GiB', async () => {
    const large: ArchivedFile[] = [fileOf('film.mkv', 4 * GIB + 5), fileOf('empty', 0), fileOf('sound.flac', 70_000)]
    const layout = zipLayout(large)
    const path = join(await temporaryFolder(), 'large.zip')
    const crc32s = large.map(({ sizeBytes }) => crc32OfZeros(sizeBytes))
    await writeSparse(path, layout, crc32s)
    expect(layout.sizeBytes).toBeGreaterThan(4 * GIB + 70_000)
    expect(await run('python3', '-m', 'zipfile', '-t', path)).toContain('Done testing')
    // Of the film unzip would take half a minute.
    expect(await run('unzip', '-t', path, 'sound.flac', 'empty')).toContain('No errors detected')
    expect(await run('zipinfo', path)).toMatch(/ 4294967301 .* film\.mkv\n.* empty\n.* 70000 .* sound\.flac\n/)
  })

  it('says to everybody how large files are at the border of 32 bits', async () => {
    const sizes = [0xffff_fffe, 0xffff_ffff, 0x1_0000_0000, 1]
    const layout = zipLayout(sizes.map((sizeBytes) => fileOf(`${sizeBytes}`, sizeBytes)))
    const path = join(await temporaryFolder(), 'border.zip')
    await writeSparse(path, layout, [0, 0, 0, 0])
    for (const listing of [await run('unzip', '-l', path), await run('python3', '-m', 'zipfile', '-l', path)]) {
      const namesAndSizes = listing.split('\n').map((line) => line.split(/\s+/).filter((word) => /^\d+$/.test(word)))
      for (const size of sizes.map(String)) expect(namesAndSizes).toContainEqual([size, size])
    }
  })
})

describe.skipIf(missing !== undefined)('a tar in other hands', () => {
  it('is unpacked by tar, whatever strangers called its files, and nothing lands elsewhere', async () => {
    const folder = await temporaryFolder()
    const path = await write(folder, tarLayout(files), contents)
    await mkdir(join(folder, 'out'))
    await run('tar', '-xf', path, '-C', join(folder, 'out'))
    const unpacked = await filesIn(join(folder, 'out'))
    expect([...unpacked.keys()].sort()).toEqual([...HOSTILE_NAMES].sort())
    HOSTILE_NAMES.forEach((name, at) => expect(unpacked.get(name)?.equals(contents[at]!)).toBe(true))
    expect(await run('tar', '-tvf', path)).toMatch(/^-rw-r--r-- 0\/0 +3885 2026-11-25 18:30 twice\.txt$/m)
  })

  it('says the same to Python, in the same order', async () => {
    const path = await write(await temporaryFolder(), tarLayout(files), contents)
    const listing = 'import json,sys,tarfile\nfor i in tarfile.open(sys.argv[1]):'
    const print = ' print(json.dumps([i.name, i.size, i.mtime, i.mode, i.isfile()]))'
    const lines = (await run('python3', '-c', listing + print, path)).trimEnd().split('\n')
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(
      files.map(({ name, sizeBytes, modifiedAtMs }) => [name, sizeBytes, modifiedAtMs / 1000, 0o644, true]),
    )
  })

  it('holds files and positions beyond 4 and 8 GiB', async () => {
    const layout = tarLayout([fileOf('film.mkv', 4 * GIB + 5), fileOf('larger.bin', 8 * GIB), fileOf('sound.flac', 7)])
    const path = join(await temporaryFolder(), 'large.tar')
    await writeSparse(path, layout, [])
    const listing = await run('tar', '-tvf', path)
    expect(listing).toMatch(/ 4294967301 .* film\.mkv\n.* 8589934592 .* larger\.bin\n.* 7 .* sound\.flac\n$/)
  })
})

async function write(folder: string, layout: Layout, held: readonly Uint8Array[]): Promise<string> {
  const path = join(folder, 'archive')
  await writeFile(path, await bytesOf(layout, held))
  return path
}

function crc32OfZeros(sizeBytes: number): number {
  const meter = new Crc32Meter(0, 0, () => {})
  const zeros = new Uint8Array(1024 * 1024)
  for (let left = sizeBytes; left > 0; left -= zeros.byteLength) meter.add(zeros.subarray(0, left))
  return meter.value
}

/** Somewhere to unpack, gone when the test is over. */
async function temporaryFolder(): Promise<string> {
  // Holes are read from memory in a second, from a disk in ten.
  const where = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()
  const folder = await mkdtemp(join(where, 'streambot-archive-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** Whatever is in a folder and below, by its name there. */
async function filesIn(folder: string): Promise<Map<string, Buffer>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  return new Map(await Promise.all(paths.map(async (path) => [relative(folder, path), await readFile(path)] as const)))
}

/**
 * An archive of files full of zeros, with holes for them: as large as it says, and nearly nothing on the disk.
 * @param crc32s of the files
 */
async function writeSparse(path: string, layout: Layout, crc32s: readonly number[]): Promise<void> {
  await using file = await open(path, 'w')
  let position = 0
  for (const piece of layout.pieces) {
    const bytes = piece.kind === 'header' ? piece.toBytes((at) => crc32s[at]!) : new Uint8Array()
    await file.write(bytes, 0, bytes.byteLength, position)
    position += piece.lengthBytes
  }
  await file.truncate(layout.sizeBytes)
}

/** @returns what it says. @throws when it fails, or warns by its exit code */
async function run(program: string, ...args: string[]): Promise<string> {
  // Names in UTF-8, and moments in UTC.
  const env = { ...process.env, LC_ALL: 'C.UTF-8', TZ: 'UTC' }
  const { stdout } = await promisify(execFile)(program, args, { env, maxBuffer: 16 * 1024 * 1024 })
  return stdout
}
