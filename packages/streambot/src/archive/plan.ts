/** What to read and to send for a range of an archive, as a pure function: bytes of headers, and ranges of files, in order. */
import type { InclusiveRange } from '../core/range.js'
import { CRC32_STEP_BYTES, type KnownCrc32 } from './crc32-meter.js'
import type { Crc32Of, Layout, Piece } from './layout.js'

export type Step =
  | {
      readonly kind: 'header'
      /** Of the header; the end is exclusive. */
      readonly start: number
      readonly end: number
      readonly toBytes: (crc32Of: Crc32Of) => Uint8Array
    }
  | {
      readonly kind: 'file'
      readonly file: number
      /** Of the file. */
      readonly range: InclusiveRange
      /** null: its CRC-32 is known, or cannot be learned from this range. */
      readonly sum: SumStart | null
      readonly isToItsEnd: boolean
    }

/** Where summing begins; bytes of the file between there and the range are read, and not sent. */
export interface SumStart {
  readonly steps: number
  readonly value: number
}

export interface Plan {
  readonly steps: readonly Step[]
  /** By file; null: not known when the plan was made. */
  readonly crc32s: readonly (number | null)[]
}

interface Part {
  readonly piece: Piece
  /** Of the piece; the end is exclusive. */
  readonly start: number
  readonly end: number
}

/**
 * @param known of each file, in the order of the list
 * @returns null when a header stands in the range whose CRC-32 is not known, and will not be when its turn comes
 */
export function planRange(layout: Layout, range: InclusiveRange, known: readonly KnownCrc32[]): Plan | null {
  const parts = cut(layout, range)
  const needed = new Set(parts.flatMap(({ piece }) => (piece.kind === 'header' ? (piece.needsCrc32Of ?? []) : [])))
  const crc32s = known.map(({ whole }) => whole)
  const steps = parts.map((part) => toStep(part, known))
  const learned = new Set(
    steps.flatMap((step) => (step.kind === 'file' && step.sum && step.isToItsEnd ? step.file : [])),
  )
  const isKnown = (file: number) => crc32s[file] !== null || learned.has(file)
  return [...needed].every(isKnown) ? { steps, crc32s } : null
}

/** Whether every range can be planned. */
export function isAnyRangePlannable({ pieces }: Layout, known: readonly KnownCrc32[]): boolean {
  return pieces.every(
    (piece) => piece.kind === 'file' || piece.needsCrc32Of === null || known[piece.needsCrc32Of]?.whole !== null,
  )
}

function cut({ pieces }: Layout, range: InclusiveRange): Part[] {
  const parts: Part[] = []
  let pieceStart = 0
  for (const piece of pieces) {
    const start = Math.max(range.start - pieceStart, 0)
    const end = Math.min(range.end + 1 - pieceStart, piece.lengthBytes)
    if (start < end) parts.push({ piece, start, end })
    pieceStart += piece.lengthBytes
  }
  return parts
}

function toStep({ piece, start, end }: Part, known: readonly KnownCrc32[]): Step {
  if (piece.kind === 'header') return { kind: 'header', start, end, toBytes: piece.toBytes }
  const { file, lengthBytes } = piece
  const isToItsEnd = end === lengthBytes
  return {
    kind: 'file',
    file,
    range: { start, end: end - 1 },
    sum: sumStartOf(known[file], start, isToItsEnd),
    isToItsEnd,
  }
}

/** Less than one step is read again, and only where that tells all of the file. */
function sumStartOf(known: KnownCrc32 | undefined, start: number, isToItsEnd: boolean): SumStart | null {
  if (!known || known.whole !== null || (start > 0 && !isToItsEnd)) return null
  const steps = Math.floor(start / CRC32_STEP_BYTES)
  const value = steps === 0 ? 0 : known.beginnings[steps - 1]
  return value === undefined ? null : { steps, value }
}
