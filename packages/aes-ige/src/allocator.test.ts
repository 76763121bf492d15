import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { loadFreeBuffer, mapLargeAllocations } from './allocator.js'
import { defaultAddonPath } from './native.js'

it('does no harm where there is no addon', () => {
  expect(mapLargeAllocations(131_072, '/nowhere/aes-ige.node')).toBe(false)
  expect(mapLargeAllocations(131_072, fileURLToPath(import.meta.url))).toBe(false)
  expect(loadFreeBuffer('/nowhere/aes-ige.node')).toBeNull()
})

const freeBuffer = loadFreeBuffer()

it.runIf(freeBuffer !== null)('frees a buffer at once, and leaves it empty', () => {
  const before = process.memoryUsage().arrayBuffers
  const bytes = Buffer.allocUnsafeSlow(64 * 1024 * 1024)
  expect(process.memoryUsage().arrayBuffers - before).toBeGreaterThanOrEqual(bytes.byteLength)
  freeBuffer?.(bytes.buffer)
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1024 * 1024)
  expect([bytes.byteLength, bytes[0]]).toEqual([0, undefined])
})

it.runIf(freeBuffer !== null)('refuses to free what is no buffer of its own, and frees none twice', () => {
  const free = freeBuffer as (value: unknown) => void
  for (const value of [undefined, 1, {}, new Uint8Array(8), new SharedArrayBuffer(8)]) {
    expect(() => free(value)).toThrow(TypeError)
  }
  const { buffer } = Buffer.allocUnsafeSlow(8)
  free(buffer)
  expect(() => free(buffer)).not.toThrow()
})

const isGlibc = 'glibcVersionRuntime' in (process.report.getReport() as { header: object }).header

/** A process that frees 256 MiB of buffers among others that stay, and says how much of it it still has, in MiB. */
const PROGRAM = `
  const [addonPath, isMapped] = process.argv.slice(1)
  if (isMapped === 'true') require(addonPath).mapAllocationsFrom(131072)
  const mib = () => process.memoryUsage.rss() / 2 ** 20
  const freed = async () => {
    // Buffers are freed on another thread, after the collection.
    for (let i = 0; i < 3; i++) await new Promise((done) => (gc(), setTimeout(done, 50)))
  }
  // Raises glibc's own threshold once it is freed.
  const allocateLarge = () => void Buffer.allocUnsafeSlow(2 ** 24).fill(1)
  async function run() {
    for (let i = 0; i < 3; i++) allocateLarge(), await freed()
    const before = mib()
    const [kept, dropped] = [[], []]
    for (let i = 0; i < 1024; i++) {
      dropped.push(Buffer.allocUnsafeSlow(2 ** 18).fill(1))
      kept.push(Buffer.allocUnsafeSlow(2 ** 14).fill(1))
    }
    dropped.length = 0
    await freed()
    console.log(Math.round(mib() - before), kept.length)
  }
  run()
`

it.runIf(isGlibc)('gives freed buffers back to the system', () => {
  const keptMib = (isMapped: boolean) => {
    const args = ['--expose-gc', '-e', PROGRAM, defaultAddonPath, String(isMapped)]
    return Number.parseInt(execFileSync(process.execPath, args, { encoding: 'utf8' }))
  }
  expect(keptMib(true)).toBeLessThan(keptMib(false) / 2)
})
