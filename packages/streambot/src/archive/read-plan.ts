/**
 * The bytes of a planned range, in order, one file open at a time. The first of them is asked for before anything is given out, so that what
 * fails until then can still be said in other words than a connection that breaks.
 */
import type { LentBytes } from '../core/lent-bytes.js'
import type { InclusiveRange } from '../core/range.js'
import { CRC32_STEP_BYTES, Crc32Meter } from './crc32-meter.js'
import type { Plan, Step } from './plan.js'

export interface ArchiveSource {
  /** Bytes of one file, in order. `return` is called in any case, and before the next file is opened. */
  open(file: number, range: InclusiveRange): Promise<AsyncIterator<LentBytes, undefined>>
  /** The CRC-32 of so many steps from the beginning of a file. */
  beginningLearned(file: number, steps: number, crc32: number): void
  crc32Learned(file: number, crc32: number): void
}

type FileStep = Extract<Step, { kind: 'file' }>

/** @throws Error when a file gives other than the bytes it was asked for; what `open` throws */
export async function* readPlan(plan: Plan, source: ArchiveSource): AsyncGenerator<LentBytes, undefined, undefined> {
  const crc32s = [...plan.crc32s]
  const learn = (file: number, crc32: number) => {
    crc32s[file] = crc32
    source.crc32Learned(file, crc32)
  }
  const firstStep = plan.steps.find((step) => step.kind === 'file')
  const firstFile = firstStep && readFile(firstStep, source, learn)
  let waiting: LentBytes | null = null
  try {
    waiting = (await firstFile?.next())?.value ?? null
    for (const step of plan.steps) {
      if (step.kind === 'header') {
        const bytes = step.toBytes((file) => requireCrc32(crc32s, file)).subarray(step.start, step.end)
        yield { bytes, release: () => {} }
        continue
      }
      const first = waiting
      waiting = null
      if (first) yield first
      yield* step === firstStep && firstFile ? firstFile : readFile(step, source, learn)
    }
  } finally {
    waiting?.release()
    await firstFile?.return(undefined)
  }
}

async function* readFile(
  { file, range, sum, isToItsEnd }: FileStep,
  source: ArchiveSource,
  learn: (file: number, crc32: number) => void,
): AsyncGenerator<LentBytes, undefined, undefined> {
  const meter =
    sum && new Crc32Meter(sum.steps, sum.value, (steps, crc32) => source.beginningLearned(file, steps, crc32))
  let at = sum ? sum.steps * CRC32_STEP_BYTES : range.start
  const bytes = await source.open(file, { start: at, end: range.end })
  try {
    for (;;) {
      const { done, value: lent } = await bytes.next()
      if (done) break
      meter?.add(lent.bytes)
      const unsent = Math.min(Math.max(0, range.start - at), lent.bytes.byteLength)
      at += lent.bytes.byteLength
      if (at > range.end + 1) throw new Error(`File ${file} gave more bytes than it has`)
      if (unsent === lent.bytes.byteLength) lent.release()
      else yield unsent === 0 ? lent : { bytes: lent.bytes.subarray(unsent), release: () => lent.release() }
    }
  } finally {
    await bytes.return?.()
  }
  if (at !== range.end + 1) throw new Error(`File ${file} ended after ${at} of ${range.end + 1} bytes`)
  if (meter && isToItsEnd) learn(file, meter.value)
}

function requireCrc32(crc32s: readonly (number | null)[], file: number): number {
  const crc32 = crc32s[file] ?? null
  if (crc32 === null) throw new Error(`The CRC-32 of file ${file} should have been learned by now`)
  return crc32
}
