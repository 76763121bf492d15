/** The tracks of an MP4 or QuickTime file. */
import { BrokenFileError, type ByteReader } from './byte-reader.js'
import { MAX_TRACKS, PLAIN_TYPES, type FilmTracks, type SoundTrack, type TextTrack } from './film-tracks.js'
import type { LineFormat } from './line-text.js'
import { placesOf, type PlacedBox } from './mp4-box.js'
import { Mp4Lines } from './mp4-lines.js'
import { fieldOf, loadBox, readMp4Track, type Mp4Track } from './mp4-track.js'

const FORMATS: Readonly<Record<string, LineFormat>> = { tx3g: 'tx3g', wvtt: 'wvtt' }
const TEXT_NAMES: Readonly<Record<string, string>> = { tx3g: 'MP4 text', wvtt: 'WebVTT', stpp: 'TTML', c608: 'CEA-608' }
/** Chapters are texts too, of the handler `text` and the format of that name. */
const TEXT_HANDLERS = ['sbtl', 'subt', 'text', 'clcp', 'subp']
const SOUNDS: Readonly<Record<string, readonly [name: string, ...codecs: string[]]>> = {
  Opus: ['Opus', 'opus'],
  fLaC: ['FLAC', 'flac'],
  'ac-3': ['AC-3', 'ac-3'],
  'ec-3': ['E-AC-3', 'ec-3'],
  '.mp3': ['MP3', 'mp4a.6B', 'mp3'],
  alac: ['ALAC'],
  dtsc: ['DTS'],
  mlpa: ['TrueHD'],
}
const MAX_MVHD_BYTES = 4096

export async function readMp4(file: ByteReader, head: ByteReader, signal: AbortSignal): Promise<FilmTracks> {
  const movie = await findMovie(head, signal)
  const traks: PlacedBox[] = []
  let [ticksPerSecond, isFragmented] = [0, false]
  for await (const box of placesOf(head, movie.dataAt, movie.end, signal)) {
    if (box.type === 'trak' && traks.length < MAX_TRACKS) traks.push(box)
    if (box.type === 'mvhd') ticksPerSecond = fieldOf(await loadBox(head, box, MAX_MVHD_BYTES, signal), 12, 20)
    // Its tables are empty: what is in it is told piece by piece.
    if (box.type === 'mvex') isFragmented = true
  }
  const tracks: Mp4Track[] = []
  for (const trak of traks) {
    const track = await readMp4Track(head, trak, ticksPerSecond, signal)
    if (track) tracks.push(track)
  }
  return {
    sounds: tracks.filter(({ handler }) => handler === 'soun').map(toSound),
    texts: tracks.filter(isText).map((track) => toText(track, isFragmented ? null : file)),
  }
}

async function findMovie(file: ByteReader, signal: AbortSignal): Promise<PlacedBox> {
  for await (const box of placesOf(file, 0, file.sizeBytes, signal)) if (box.type === 'moov') return box
  throw new BrokenFileError('The MP4 file tells of no tracks')
}

function isText({ handler, format }: Mp4Track): boolean {
  return TEXT_HANDLERS.includes(handler) && format !== 'text'
}

function toSound({ id, language, title, format, description }: Mp4Track): SoundTrack {
  const [codecName, ...codecs] = format === 'mp4a' ? mp4aCodec(description) : (SOUNDS[format] ?? [format])
  return { id, language, title, codecName, codecs, plainType: PLAIN_TYPES[codecName] ?? '' }
}

/** MPEG-4's own description says which of several codecs it is (14496-1, 7.2.6.6). */
function mp4aCodec(description: Uint8Array): readonly [name: string, ...codecs: string[]] {
  const esds = String.fromCharCode(...description.subarray(0, 256)).indexOf('esds')
  // Version, then tags with lengths; the one that describes the decoder is 4, and its first byte says the codec.
  const at = esds < 0 ? -1 : description.subarray(0, 256).indexOf(4, esds + 8 + 4)
  let typeAt = at + 1
  while ((description[typeAt] ?? 0) >= 0x80) typeAt++
  const type = at < 0 ? 0x40 : description[typeAt + 1]
  if (type === 0x6b || type === 0x69) return ['MP3', 'mp4a.6B', 'mp3']
  return type === 0x40 || type === 0x67 ? ['AAC', 'mp4a.40.2'] : ['MPEG-4 audio']
}

function toText(track: Mp4Track, file: ByteReader | null): TextTrack {
  const { id, language, title, format } = track
  const lineFormat = FORMATS[format]
  return {
    id,
    language,
    title,
    codecName: TEXT_NAMES[format] ?? format,
    lines: lineFormat && file ? new Mp4Lines(file, track, lineFormat) : null,
  }
}
