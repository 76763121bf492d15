/**
 * A file of the largest size that a bot may send, in each of the ways that programs send one, made up as it is sent: what the server holds of it in
 * memory, what it writes to the disk, and whether the link gives the same bytes back.
 */
import { readFile } from 'node:fs/promises'
import { GIB, MIB, round } from '../figures.js'
import { networkOf } from '../preset.js'
import { type Bench, defineScenario } from '../scenario.js'
import type { UploadStage } from '../upload-stage.js'

/** 4,000 parts of 512 KiB: 2,097,152,000 bytes. */
const LARGEST_MIB = 2000

export const upload = defineScenario({
  name: 'upload',
  shows: 'memory and disk of the server while a large file is sent to it',
  settings: { sizeMib: LARGEST_MIB, pieceMib: 64, ways: 'put form tus', workers: 2, network: 'unlimited' },
  quick: { sizeMib: 40, pieceMib: 8 },
  goals: () => [
    { key: 'different', atMost: 0 },
    { key: 'peakRssMib', atMost: 256 },
    { key: 'writtenMib', atMost: 16 },
  ],
  async run({ sizeMib, pieceMib, ways, workers, network }, bench) {
    const { UploadStage } = await import('../upload-stage.js')
    const { WAYS } = await import('../upload-ways.js')
    const figures: Record<string, Figures> = {}
    const complaints: Record<string, number> = {}
    for (const way of ways.split(/\s+/)) {
      if (!WAYS[way]) throw new Error(`There is no way called ${way}; there are ${Object.keys(WAYS).join(', ')}`)
      // A server of its own: what was read back stays in its cache.
      await using stage = await UploadStage.open(bench, networkOf(network), workers)
      figures[way] = await measure(bench, stage, way, { sizeMib, pieceMib })
      Object.assign(complaints, stage.server.complaints)
      bench.say(`${way}: ${JSON.stringify(figures[way])}`)
    }
    const all = Object.values(figures)
    return {
      different: all.filter(({ isSame }) => !isSame).length,
      peakRssMib: Math.max(...all.map(({ peakRssMib }) => peakRssMib)),
      writtenMib: Math.max(...all.map(({ writtenMib }) => writtenMib)),
      ...figures,
      serverLog: complaints,
    }
  },
})

interface Figures {
  readonly bytes: number
  readonly seconds: number
  readonly mibPerSecond: number
  readonly cpuSecondsPerGib: number
  /** Before it began. */
  readonly rssMib: number
  readonly peakRssMib: number
  /** To the disk, by the server. */
  readonly writtenMib: number
  readonly sha256: string
  /** What the link gives back has the same sum. */
  readonly isSame: boolean
}

async function measure(
  { signal }: Bench,
  { server, token }: UploadStage,
  name: string,
  { sizeMib, pieceMib }: { readonly sizeMib: number; readonly pieceMib: number },
): Promise<Figures> {
  const { MadeUpFile, sha256Of, WAYS } = await import('../upload-ways.js')
  const { process } = server
  const file = new MadeUpFile(Math.round(sizeMib * MIB))
  await process.forgetPeak()
  const [before, writtenBefore] = [await process.usage(), await writtenBytes(process.pid)]
  const startedMs = performance.now()
  const link = await WAYS[name]?.({ baseUrl: server.baseUrl, token, signal }, file, Math.round(pieceMib * MIB))
  const seconds = (performance.now() - startedMs) / 1000
  const [after, writtenAfter] = [await process.usage(), await writtenBytes(process.pid)]
  const { sha256, sizeBytes } = file
  return {
    bytes: sizeBytes,
    seconds: round(seconds),
    mibPerSecond: round(sizeBytes / MIB / seconds),
    cpuSecondsPerGib: round(((after.cpuSeconds - before.cpuSeconds) * GIB) / sizeBytes),
    rssMib: before.rssMib,
    peakRssMib: after.peakRssMib,
    writtenMib: round((writtenAfter - writtenBefore) / MIB),
    sha256,
    isSame: sha256 === (await sha256Of(link ?? '', signal)),
  }
}

/** What a process has sent to the disk (Linux: proc(5)). */
async function writtenBytes(pid: number): Promise<number> {
  return Number(/^write_bytes: (\d+)$/m.exec(await readFile(`/proc/${pid}/io`, 'utf8'))?.[1])
}
