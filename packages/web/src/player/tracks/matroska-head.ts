/** What a Matroska or WebM file says of itself before its first picture: its tracks, and where its index is. */
import { BrokenFileError, type ByteReader } from './byte-reader.js'
import { childOf, childrenOf, MAX_HEAD_BYTES, parseElementHead, readUint } from './ebml.js'
import { MAX_TRACKS } from './film-tracks.js'
import { ID } from './matroska-ids.js'
import { parseTrackEntry, type MatroskaTrack } from './matroska-track.js'

export interface MatroskaHead {
  /** Where positions in the file are counted from. */
  readonly segmentAt: number
  readonly segmentEnd: number
  readonly secondsPerTick: number
  readonly tracks: readonly MatroskaTrack[]
  readonly cuesAt: number | null
  readonly firstClusterAt: number | null
}

export interface PlacedElement {
  readonly id: number
  readonly dataAt: number
  readonly sizeBytes: number | null
}

const MAX_TOP_ELEMENTS = 64
const MAX_TRACKS_BYTES = 4 * 1024 * 1024
const MAX_SMALL_BYTES = 64 * 1024
const USUAL_SCALE_NS = 1_000_000

export async function readMatroskaHead(file: ByteReader, signal: AbortSignal): Promise<MatroskaHead> {
  const ebml = await elementAt(file, 0, signal)
  if (ebml?.id !== ID.ebml || ebml.sizeBytes === null) throw new BrokenFileError('This is no Matroska file')
  const segment = await elementAt(file, ebml.dataAt + ebml.sizeBytes, signal)
  if (segment?.id !== ID.segment) throw new BrokenFileError('The Matroska file has no segment')
  const segmentEnd = Math.min(file.sizeBytes, segment.dataAt + (segment.sizeBytes ?? Infinity))

  const places = new Map<number, number>()
  let firstClusterAt: number | null = null
  let at = segment.dataAt
  for (let count = 0; count < MAX_TOP_ELEMENTS && at < segmentEnd; count++) {
    const element = await elementAt(file, at, signal)
    if (!element) break
    if (element.id === ID.cluster) {
      firstClusterAt = at
      break
    }
    places.set(element.id, at)
    if (element.id === ID.seekHead) {
      const listed = parseSeekHead(await contentOf(file, element, MAX_SMALL_BYTES, signal), segment.dataAt)
      for (const [id, place] of listed) if (!places.has(id)) places.set(id, place)
    }
    if (element.sizeBytes === null) break
    at = element.dataAt + element.sizeBytes
  }

  const load = async (id: number, limitBytes: number) => {
    const place = places.get(id)
    const element = place === undefined ? null : await elementAt(file, place, signal)
    return element?.id === id ? contentOf(file, element, limitBytes, signal) : null
  }
  const tracks = await load(ID.tracks, MAX_TRACKS_BYTES)
  if (!tracks) throw new BrokenFileError('The Matroska file tells of no tracks')
  const scale = childOf((await load(ID.info, MAX_SMALL_BYTES)) ?? new Uint8Array(), ID.timestampScale)
  return {
    segmentAt: segment.dataAt,
    segmentEnd,
    secondsPerTick: (scale ? readUint(scale) : USUAL_SCALE_NS) / 1e9,
    tracks: [...tracksIn(tracks)].slice(0, MAX_TRACKS),
    cuesAt: places.get(ID.cues) ?? null,
    firstClusterAt,
  }
}

/** null: none begins there. */
export async function elementAt(file: ByteReader, at: number, signal: AbortSignal): Promise<PlacedElement | null> {
  const head = parseElementHead(await file.read(at, at + MAX_HEAD_BYTES, signal))
  return head && { id: head.id, dataAt: at + head.headBytes, sizeBytes: head.sizeBytes }
}

/** Whole, or an error. */
export async function contentOf(
  file: ByteReader,
  { dataAt, sizeBytes }: PlacedElement,
  limitBytes: number,
  signal: AbortSignal,
): Promise<Uint8Array> {
  if (sizeBytes === null || sizeBytes > limitBytes) throw new BrokenFileError('A part of the file is too large')
  const bytes = await file.read(dataAt, dataAt + sizeBytes, signal)
  if (bytes.length < sizeBytes) throw new BrokenFileError('The file ends within one of its parts')
  return bytes
}

function* parseSeekHead(bytes: Uint8Array, segmentAt: number): Generator<[id: number, at: number]> {
  for (const { id, data } of childrenOf(bytes)) {
    if (id !== ID.seek) continue
    const [target, position] = [childOf(data, ID.seekId), childOf(data, ID.seekPosition)]
    if (target && position) yield [readUint(target), segmentAt + readUint(position)]
  }
}

function* tracksIn(bytes: Uint8Array): Generator<MatroskaTrack> {
  for (const { id, data } of childrenOf(bytes)) {
    const track = id === ID.trackEntry ? parseTrackEntry(data) : null
    if (track) yield track
  }
}
