/** The tracks of a Matroska or WebM file. */
import type { ByteReader } from './byte-reader.js'
import { PLAIN_TYPES, type FilmTracks, type SoundTrack, type TextTrack } from './film-tracks.js'
import type { LineFormat } from './line-text.js'
import { MatroskaLines } from './matroska-lines.js'
import { readMatroskaHead, type MatroskaHead } from './matroska-head.js'
import type { MatroskaTrack } from './matroska-track.js'

const FORMATS: Readonly<Record<string, LineFormat>> = {
  'S_TEXT/UTF8': 'srt',
  'S_TEXT/ASCII': 'srt',
  'S_TEXT/ASS': 'ass',
  'S_TEXT/SSA': 'ass',
  S_ASS: 'ass',
  S_SSA: 'ass',
  'S_TEXT/WEBVTT': 'vtt',
  'D_WEBVTT/SUBTITLES': 'webm-vtt',
  'D_WEBVTT/CAPTIONS': 'webm-vtt',
}

const TEXT_NAMES: Readonly<Record<string, string>> = {
  srt: 'SRT',
  ass: 'ASS',
  vtt: 'WebVTT',
  'webm-vtt': 'WebVTT',
  'S_HDMV/PGS': 'PGS',
  S_VOBSUB: 'VobSub',
  S_DVBSUB: 'DVB',
}

/** By the beginning of the codec's id. */
const SOUNDS: readonly (readonly [id: string, name: string, ...codecs: string[]])[] = [
  ['A_AAC', 'AAC', 'mp4a.40.2'],
  ['A_OPUS', 'Opus', 'opus'],
  ['A_VORBIS', 'Vorbis', 'vorbis'],
  ['A_FLAC', 'FLAC', 'flac'],
  ['A_MPEG/L3', 'MP3', 'mp4a.6B', 'mp3'],
  ['A_EAC3', 'E-AC-3', 'ec-3'],
  ['A_AC3', 'AC-3', 'ac-3'],
  ['A_DTS', 'DTS'],
  ['A_TRUEHD', 'TrueHD'],
  ['A_PCM', 'PCM'],
]

export async function readMatroska(file: ByteReader, head: ByteReader, signal: AbortSignal): Promise<FilmTracks> {
  const film = await readMatroskaHead(head, signal)
  return {
    sounds: film.tracks.filter(({ kind }) => kind === 'audio').map(toSound),
    texts: film.tracks.filter(isText).map((track) => toText(track, film, file)),
  }
}

function isText({ kind, codecId }: MatroskaTrack): boolean {
  return kind === 'text' || codecId.startsWith('D_WEBVTT/')
}

function toSound({ number, codecId, language, title }: MatroskaTrack): SoundTrack {
  const [, name, ...codecs] = SOUNDS.find(([id]) => codecId.startsWith(id)) ?? ['', codecId.replace(/^A_/, '')]
  return { id: number, language, title, codecName: name, codecs, plainType: PLAIN_TYPES[name] ?? '' }
}

function toText(track: MatroskaTrack, film: MatroskaHead, file: ByteReader): TextTrack {
  const { number, codecId, language, title, packing } = track
  const format = FORMATS[codecId]
  const isRead = format !== undefined && packing.kind !== 'unknown'
  return {
    id: number,
    language,
    title,
    codecName: TEXT_NAMES[format ?? codecId] ?? codecId.replace(/^S_/, ''),
    lines: isRead ? new MatroskaLines(file, film, track, format) : null,
  }
}
