/**
 * The ranges a download is tried with: the edges, every way to write a range, the seams between Telegram's 1 MiB parts,
 * and chance for the rest.
 */
export interface ChosenRange {
  /** The value of the Range header. */
  readonly header: string
  /** What has to come back, both inclusive. */
  readonly first: number
  readonly last: number
}

const PART_BYTES = 1024 * 1024
const MAX_RANDOM_BYTES = 4 * PART_BYTES
const SEAMS = 4

/** About `count` different ranges of a file of `sizeBytes`; fewer for tiny files, none for an empty one. */
export function chooseRanges(sizeBytes: number, random: () => number, count = 32): ChosenRange[] {
  if (sizeBytes === 0) return []
  const chosen = new Map<string, ChosenRange>()
  const add = (range: ChosenRange) => chosen.set(range.header, range)
  for (const range of [...edges(sizeBytes, random), ...seams(sizeBytes, random)]) add(range)
  // A tiny file has fewer ranges than are wanted, so the draws are counted, not the finds.
  for (let draws = 0; chosen.size < count && draws < count * 4; draws++) add(anywhere(sizeBytes, random))
  return [...chosen.values()]
}

function edges(size: number, random: () => number): ChosenRange[] {
  const tail = 1 + below(Math.min(size, 100_000), random)
  const offset = below(size, random)
  return [
    closed(0, 0),
    closed(size - 1, size - 1),
    closed(offset, offset),
    { header: `bytes=-${tail}`, first: size - tail, last: size - 1 },
    { header: `bytes=${size - tail}-`, first: size - tail, last: size - 1 },
    { header: `bytes=${size - tail}-${size + 1000}`, first: size - tail, last: size - 1 },
  ]
}

function seams(size: number, random: () => number): ChosenRange[] {
  const inside = Math.floor((size - 1) / PART_BYTES)
  if (inside === 0) return []
  return Array.from({ length: SEAMS }, (_, i) => {
    const seam = PART_BYTES * (1 + below(inside, random))
    // The first one holds exactly the two bytes beside the seam.
    const [before, after] = i === 0 ? [1, 0] : [1 + below(2 * PART_BYTES, random), below(2 * PART_BYTES, random)]
    return closed(Math.max(0, seam - before), Math.min(size - 1, seam + after))
  })
}

function anywhere(size: number, random: () => number): ChosenRange {
  const first = below(size, random)
  // Short and long ones alike: the length's magnitude is drawn, not the length.
  const length = Math.floor(Math.exp(random() * Math.log(Math.min(size, MAX_RANDOM_BYTES) + 1)))
  return closed(first, Math.min(size - 1, first + Math.max(0, length - 1)))
}

function closed(first: number, last: number): ChosenRange {
  return { header: `bytes=${first}-${last}`, first, last }
}

function below(limit: number, random: () => number): number {
  return Math.floor(random() * limit)
}
