/** The tracks of a film, by what it begins with; a name may be wrong. */
import { LimitedReader, type ByteReader } from './byte-reader.js'
import { CachedReader } from './cached-reader.js'
import type { FilmTracks } from './film-tracks.js'
import { readMatroska } from './read-matroska.js'
import { readMp4 } from './read-mp4.js'

/** To learn what is there; a film's own index is most of it. */
const TRAFFIC = { bytes: 8 * 1024 * 1024, reads: 500 }
const LOOKS = { bytes: 64 * 1024 * 1024, reads: 10_000 }
const NO_TRACKS: FilmTracks = { sounds: [], texts: [] }

/** @throws BrokenFileError of a file that is not what it begins as */
export async function readFilm(file: ByteReader, signal: AbortSignal): Promise<FilmTracks> {
  // What comes from afar is limited, and so is what is looked at again and again of it.
  const head = new LimitedReader(new CachedReader(new LimitedReader(file, TRAFFIC)), LOOKS)
  const start = await head.read(0, 12, signal)
  const magic = String.fromCharCode(...start)
  const lines = new CachedReader(file)
  if (magic.startsWith('\x1a\x45\xdf\xa3')) return readMatroska(lines, head, signal)
  if (/^(ftyp|moov|mdat|free|skip|wide|pnot)$/.test(magic.slice(4, 8))) return readMp4(lines, head, signal)
  return NO_TRACKS
}
