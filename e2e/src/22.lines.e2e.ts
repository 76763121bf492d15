/** The player's own readers of subtitles on films as ffmpeg writes them, with and without an index, whole and spoilt: right lines, or none. */
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { isFfmpegMissing } from './22.media.js'
import { AAC, H264, makeTrackFilm, type TrackFilm } from './22.track-films.js'

interface Line {
  readonly startSeconds: number
  readonly endSeconds: number
  readonly text: string
}

interface Reader {
  readonly sizeBytes: number
  read(start: number, end: number, signal: AbortSignal): Promise<Uint8Array>
}

interface Track {
  readonly language: string
  readonly codecName: string
  readonly lines: { read(from: number, to: number, signal: AbortSignal): Promise<readonly Line[]> } | null
}

interface Tracks {
  readonly sounds: readonly Omit<Track, 'lines'>[]
  readonly texts: readonly Track[]
}

/** A part of the page, which is no package's door. */
const MODULE = fileURLToPath(new URL('../../packages/web/src/player/tracks/read-film.ts', import.meta.url))
const { readFilm } = (await import(MODULE)) as { readFilm: (file: Reader, signal: AbortSignal) => Promise<Tracks> }

const never = new AbortController().signal
const base: Omit<TrackFilm, 'extension' | 'texts'> = { seconds: 90, video: H264, sounds: [AAC, AAC] }
const EARLY = ['Early <i>line</i>', 'Early line', 'Frühe, Zeile']
const LATE = ['Late line', 'Späte\nZeile']

describe.skipIf(isFfmpegMissing)('subtitles in films of ffmpeg', { timeout: 60_000 }, () => {
  it.each<[string, TrackFilm, string[]]>([
    ['Matroska with SRT and ASS', { ...base, extension: 'mkv', texts: ['srt', 'ass'] }, ['SRT', 'ASS']],
    ['Matroska with WebVTT', { ...base, extension: 'mkv', texts: ['webvtt'] }, ['WebVTT']],
    ['Matroska without an index', { ...base, extension: 'mkv', texts: ['srt'], more: ['-live', '1'] }, ['SRT']],
    [
      'Matroska with its index in front',
      { ...base, extension: 'mkv', texts: ['srt'], more: ['-reserve_index_space', '50000'] },
      ['SRT'],
    ],
    ['MP4', { ...base, extension: 'mp4', texts: ['mov_text'] }, ['MP4 text']],
    [
      'MP4 with its head in front',
      { ...base, extension: 'mp4', texts: ['mov_text'], more: ['-movflags', '+faststart'] },
      ['MP4 text'],
    ],
  ])('%s: finds each line at its time', async (_what, film, codecNames) => {
    const file = new MemoryFile(makeTrackFilm(film))
    const { sounds, texts } = await readFilm(file, never)
    expect(sounds.map(({ language }) => language)).toEqual(['eng', 'deu'])
    expect(sounds.every(({ codecName }) => codecName === 'AAC')).toBe(true)
    expect(texts.map(({ codecName }) => codecName)).toEqual(codecNames)
    expect(file.readBytes).toBeLessThan(1024 * 1024)
    for (const { lines } of texts) {
      // In the order of playing, as without an index it has to be.
      const read = async (from: number) => (await lines?.read(from, from + 30, never)) ?? []
      const [first, second, third] = [await read(0), await read(30), await read(60)]
      expect(first).toHaveLength(1)
      expect(EARLY).toContain(first[0]?.text)
      expect(first[0]?.startSeconds).toBeCloseTo(1, 1)
      expect(first[0]?.endSeconds).toBeCloseTo(5, 1)
      expect(second).toEqual([])
      expect(LATE).toContain(third[0]?.text)
      expect(third[0]?.startSeconds).toBeCloseTo(60, 1)
      expect(third[0]?.endSeconds).toBeCloseTo(80, 1)
      // Also one that began before.
      expect(await read(75)).toEqual(third)
    }
  })

  it.each<['mkv' | 'mp4', 'srt' | 'mov_text']>([
    ['mkv', 'srt'],
    ['mp4', 'mov_text'],
  ])(
    'of a spoilt %s come lines of the file, nothing, or an error; never more reading than the file is worth',
    async (extension, text) => {
      const bytes = makeTrackFilm({
        ...base,
        seconds: 70,
        extension,
        texts: [text],
        more: extension === 'mp4' ? ['-movflags', '+faststart'] : [],
      })
      const random = randomNumbers(7)
      let wholeReads = 0
      for (let round = 0; round < 300; round++) {
        const file = new MemoryFile(spoil(bytes, random))
        try {
          const { texts } = await readFilm(file, never)
          for (const { lines } of texts.slice(0, 4)) {
            for (const from of [0, 60]) {
              const found = (await lines?.read(from, from + 30, never)) ?? []
              for (const line of found)
                expect(Number.isFinite(line.startSeconds) && line.endSeconds > line.startSeconds).toBe(true)
            }
          }
          wholeReads++
        } catch (error) {
          expect(String(error)).toMatch(/^(BrokenFileError|RangeError)/)
        }
        expect(file.readBytes).toBeLessThan(20 * bytes.length)
      }
      // Most damage is somewhere else.
      expect(wholeReads).toBeGreaterThan(30)
    },
  )
})

class MemoryFile implements Reader {
  readBytes = 0

  constructor(private readonly bytes: Uint8Array) {}

  get sizeBytes(): number {
    return this.bytes.length
  }

  read(start: number, end: number): Promise<Uint8Array> {
    const piece = this.bytes.subarray(start, end)
    this.readBytes += piece.length
    return Promise.resolve(piece)
  }
}

/** Where it hurts: a few bytes of the head or the index changed, or the file cut. */
function spoil(bytes: Uint8Array, random: () => number): Uint8Array {
  const spoilt = Uint8Array.from(bytes)
  const changes = 1 + Math.floor(random() * 6)
  for (let i = 0; i < changes; i++) {
    const near = random() < 0.7 ? random() * 6000 : bytes.length - random() * 4000
    spoilt[Math.floor(near)] = Math.floor(random() * 256)
  }
  return random() < 0.1 ? spoilt.subarray(0, Math.floor(random() * spoilt.length)) : spoilt
}

/** Mulberry32: the same on every run. */
function randomNumbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
