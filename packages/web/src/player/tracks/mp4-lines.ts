/** Lines of a text track in MP4: its tables lead to each, so only lines are read. */
import { isShown, type Cue } from '../subtitles/cue.js'
import type { ByteReader } from './byte-reader.js'
import type { LineSource } from './film-tracks.js'
import { toLineText, type LineFormat } from './line-text.js'
import { readSamples, type Sample } from './mp4-samples.js'
import type { Mp4Track } from './mp4-track.js'

const MAX_LINE_BYTES = 64 * 1024
/** In one request of a caller; nobody reads more. */
const MAX_LINES = 1_000
/** A length of zero: nothing is said until the next line. */
const EMPTY_BYTES = 2

export class Mp4Lines implements LineSource {
  #samples: Promise<readonly Sample[]> | null = null

  constructor(
    private readonly file: ByteReader,
    private readonly track: Mp4Track,
    private readonly format: LineFormat,
  ) {}

  async read(fromSeconds: number, toSeconds: number, signal: AbortSignal): Promise<readonly Cue[]> {
    const samples = await this.#index(signal)
    const wanted = samples
      .filter(({ startSeconds, endSeconds }) => endSeconds > fromSeconds && startSeconds < toSeconds)
      .filter(({ sizeBytes }) => sizeBytes > EMPTY_BYTES && sizeBytes <= MAX_LINE_BYTES)
    const cues: Cue[] = []
    for (const { startSeconds, endSeconds, at, sizeBytes } of wanted.slice(0, MAX_LINES)) {
      const bytes = await this.file.read(at, at + sizeBytes, signal)
      cues.push({ startSeconds, endSeconds, text: toLineText(this.format, bytes) })
    }
    return cues.filter(isShown)
  }

  async #index(signal: AbortSignal): Promise<readonly Sample[]> {
    this.#samples ??= readSamples(this.file, this.track, signal)
    try {
      return await this.#samples
    } catch (error) {
      this.#samples = null
      throw error
    }
  }
}
