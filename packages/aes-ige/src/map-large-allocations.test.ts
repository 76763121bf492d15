import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { mapLargeAllocations } from './map-large-allocations.js'
import { defaultAddonPath } from './native.js'

it('does no harm where there is no addon', () => {
  expect(mapLargeAllocations(131_072, '/nowhere/aes-ige.node')).toBe(false)
  expect(mapLargeAllocations(131_072, fileURLToPath(import.meta.url))).toBe(false)
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
