/**
 * The Range header as a pure function, RFC 9110 §14. A header that is malformed or speaks another unit is ignored, as the
 * RFC asks; ranges are clamped to the file. Leaves out *whether* Range counts (method, conditions): see http/conditional.ts.
 */

/** Both ends belong to the range; `start <= end < size`. */
export interface InclusiveRange {
  readonly start: number
  readonly end: number
}

export type RangeOutcome =
  /** No header, or one to be ignored: 200. Always so for an empty file, of which no range can be given. */
  | { readonly kind: 'whole' }
  /** One satisfiable range: 206, `bytes=0-` included. */
  | { readonly kind: 'single'; readonly range: InclusiveRange }
  /** Two or more satisfiable ranges without a byte in common, in the order asked. */
  | { readonly kind: 'several'; readonly ranges: readonly InclusiveRange[] }
  /** Well formed, but every range begins behind the file's end: 416. */
  | { readonly kind: 'unsatisfiable' }

const WHOLE: RangeOutcome = { kind: 'whole' }
/** More ranges than this are no download but an attack or a mistake (RFC 9110 §14.2 allows ignoring them). */
const MAX_RANGES = 16

export function parseRange(header: string | undefined, sizeBytes: number): RangeOutcome {
  if (header === undefined || sizeBytes === 0) return WHOLE
  const set = /^bytes=(.*)$/is.exec(header)?.[1]
  if (set === undefined) return WHOLE
  // Recipients accept empty list elements (RFC 9110 §5.6.1.2).
  const specs = set
    .split(',')
    .map((spec) => spec.trim())
    .filter(Boolean)
  if (specs.length === 0 || specs.length > MAX_RANGES) return WHOLE
  const ranges: InclusiveRange[] = []
  for (const spec of specs) {
    const range = parseRangeSpec(spec, sizeBytes)
    if (range === 'malformed') return WHOLE
    if (range !== 'unsatisfiable') ranges.push(range)
  }
  const [first] = ranges
  if (!first) return { kind: 'unsatisfiable' }
  if (ranges.length === 1) return { kind: 'single', range: first }
  // No program needs a byte twice in one answer; whoever asks for that wants to be a burden (RFC 9110 §17.15).
  return isAnyTwice(ranges) ? WHOLE : { kind: 'several', ranges }
}

function parseRangeSpec(spec: string, sizeBytes: number): InclusiveRange | 'malformed' | 'unsatisfiable' {
  const match = /^(\d*)-(\d*)$/.exec(spec)
  if (!match) return 'malformed'
  const [, first, last] = match as unknown as [string, string, string]
  if (first === '') return last === '' ? 'malformed' : suffixRange(BigInt(last), sizeBytes)
  // BigInt, because positions may have any number of digits and have to be compared exactly.
  if (last !== '' && BigInt(last) < BigInt(first)) return 'malformed'
  if (BigInt(first) >= BigInt(sizeBytes)) return 'unsatisfiable'
  return { start: Number(first), end: last === '' ? sizeBytes - 1 : Math.min(Number(last), sizeBytes - 1) }
}

function suffixRange(length: bigint, sizeBytes: number): InclusiveRange | 'unsatisfiable' {
  if (length === 0n) return 'unsatisfiable'
  return { start: Math.max(0, sizeBytes - Number(length)), end: sizeBytes - 1 }
}

/** Then they add up to no more than the file, too. */
function isAnyTwice(ranges: readonly InclusiveRange[]): boolean {
  const ordered = [...ranges].sort((a, b) => a.start - b.start)
  return ordered.some(({ start }, at) => at > 0 && start <= ordered[at - 1]!.end)
}
