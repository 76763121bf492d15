/** One track of an MP4 file: what is in it, and where the tables are that lead to its samples. */
import { BrokenFileError, type ByteReader } from './byte-reader.js'
import { boxesOf, boxOf, placesOf, viewOf, type PlacedBox } from './mp4-box.js'

export interface Mp4Track {
  readonly id: number
  /** `soun`, `sbtl` and the like. */
  readonly handler: string
  readonly language: string
  readonly title: string
  readonly ticksPerSecond: number
  /** `mp4a`, `tx3g` and the like. */
  readonly format: string
  /** What the format is described by; of `mp4a`, which codec it is. */
  readonly description: Uint8Array
  /** How much later (or earlier) the track is shown than its samples say. */
  readonly shiftSeconds: number
  readonly tables: ReadonlyMap<string, PlacedBox>
}

const MAX_SMALL_BYTES = 64 * 1024
/** What languages are packed from (14496-12, 8.4.2.3). */
const LETTERS_FROM = 0x60

/** null: it lacks what every track has. @param movieTicksPerSecond in which edits are counted */
export async function readMp4Track(
  file: ByteReader,
  trak: PlacedBox,
  movieTicksPerSecond: number,
  signal: AbortSignal,
): Promise<Mp4Track | null> {
  const boxes = new Map<string, PlacedBox>()
  const open = async (box: PlacedBox | undefined, inside: readonly string[]) => {
    if (!box) return
    for await (const child of placesOf(file, box.dataAt, box.end, signal)) {
      // The first of each kind counts.
      if (boxes.has(child.type)) continue
      boxes.set(child.type, child)
      if (inside.includes(child.type)) await open(child, inside)
    }
  }
  await open(trak, ['mdia', 'minf', 'stbl', 'edts'])
  const load = async (type: string) => {
    const box = boxes.get(type)
    return box ? loadBox(file, box, MAX_SMALL_BYTES, signal) : null
  }
  const [head, media, handler, samples] = [
    await load('tkhd'),
    await load('mdhd'),
    await load('hdlr'),
    await load('stsd'),
  ]
  if (!head || !media || !handler || !samples || handler.length < 12) return null
  const ticksPerSecond = fieldOf(media, 12, 20)
  const [entry] = [...boxesOf(samples.subarray(8))]
  if (!ticksPerSecond || !entry) return null
  const userData = await load('udta')
  return {
    id: fieldOf(head, 12, 20),
    handler: String.fromCharCode(...handler.subarray(8, 12)),
    language: languageOf(media),
    title: titleOf(userData),
    ticksPerSecond,
    format: entry.type,
    description: entry.data,
    shiftSeconds: shiftOf(await load('elst'), ticksPerSecond, movieTicksPerSecond),
    tables: boxes,
  }
}

/** Whole, or an error. */
export async function loadBox(
  file: ByteReader,
  { dataAt, end }: PlacedBox,
  limitBytes: number,
  signal: AbortSignal,
): Promise<Uint8Array> {
  if (end - dataAt > limitBytes) throw new BrokenFileError('A part of the file is too large')
  const bytes = await file.read(dataAt, end, signal)
  if (bytes.length < end - dataAt) throw new BrokenFileError('The file ends within one of its parts')
  return bytes
}

/** A number whose place depends on the version that the box begins with; 0 where there is none. */
export function fieldOf(bytes: Uint8Array, at: number, atInVersion1: number): number {
  const place = bytes[0] === 1 ? atInVersion1 : at
  return place + 4 <= bytes.length ? viewOf(bytes).getUint32(place) : 0
}

/** Three letters of five bits. */
function languageOf(media: Uint8Array): string {
  const at = media[0] === 1 ? 32 : 20
  if (at + 2 > media.length) return ''
  const packed = viewOf(media).getUint16(at)
  const letters = [10, 5, 0].map((shift) => ((packed >> shift) & 0x1f) + LETTERS_FROM)
  const language = String.fromCharCode(...letters)
  return /^[a-z]{3}$/.test(language) && language !== 'und' ? language : ''
}

/** FFmpeg and others write it as QuickTime did. */
function titleOf(userData: Uint8Array | null): string {
  const name = userData && boxOf(userData, 'name')
  return name ? new TextDecoder().decode(name).replace(/\0/g, '') : ''
}

/** Only what shifts the whole: an empty edit at the beginning, and where the first real one begins. */
function shiftOf(edits: Uint8Array | null, ticksPerSecond: number, movieTicksPerSecond: number): number {
  if (!edits || edits.length < 8) return 0
  const view = viewOf(edits)
  const isWide = edits[0] === 1
  const entryBytes = isWide ? 20 : 12
  let shift = 0
  for (let at = 8; at + entryBytes <= edits.length; at += entryBytes) {
    const duration = isWide ? Number(view.getBigUint64(at)) : view.getUint32(at)
    const mediaTime = isWide ? Number(view.getBigInt64(at + 8)) : view.getInt32(at + 4)
    if (mediaTime >= 0) return shift - mediaTime / ticksPerSecond
    shift += duration / (movieTicksPerSecond || 1)
  }
  return shift
}
