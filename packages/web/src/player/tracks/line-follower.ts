/**
 * Brings the lines of a film's own subtitles while it plays: those around the place that is played, in stretches, a little ahead, each stretch
 * once. A seek leaves what is no longer wanted. The first failure ends it and is told.
 */
import type { Cue } from '../subtitles/cue.js'
import type { LineSource } from './film-tracks.js'

const STRETCH_SECONDS = 30
/** The next stretch is begun when so much is left of this one. */
const AHEAD_SECONDS = 12

export interface FollowerOptions {
  readonly media: Pick<HTMLMediaElement, 'currentTime' | 'addEventListener' | 'removeEventListener'>
  readonly lines: LineSource
  /** Nobody reads them just now. */
  readonly isHidden: () => boolean
  readonly onLines: (cues: readonly Cue[]) => void
  readonly onFailure: (error: unknown) => void
}

const EVENTS = ['timeupdate', 'seeking', 'seeked'] as const

export class LineFollower {
  readonly #read = new Set<number>()
  readonly #known = new Set<string>()
  #reading: { readonly stretch: number; readonly abort: AbortController } | null = null
  #isEnded = false

  constructor(private readonly options: FollowerOptions) {
    for (const type of EVENTS) options.media.addEventListener(type, this.look)
    this.look()
  }

  end(): void {
    this.#isEnded = true
    for (const type of EVENTS) this.options.media.removeEventListener(type, this.look)
    this.#reading?.abort.abort()
  }

  /** Also when they are shown again. */
  readonly look = (): void => {
    if (this.#isEnded || this.options.isHidden()) return
    const { currentTime } = this.options.media
    const here = Math.floor(currentTime / STRETCH_SECONDS)
    const next = Math.floor((currentTime + AHEAD_SECONDS) / STRETCH_SECONDS)
    if (this.#reading) {
      if (this.#reading.stretch !== here && this.#reading.stretch !== next) this.#reading.abort.abort()
      return
    }
    const stretch = [here, next].find((it) => !this.#read.has(it))
    if (stretch !== undefined) void this.#bring(stretch)
  }

  async #bring(stretch: number): Promise<void> {
    const reading = { stretch, abort: new AbortController() }
    this.#reading = reading
    const { signal } = reading.abort
    try {
      const from = stretch * STRETCH_SECONDS
      const cues = await this.options.lines.read(from, from + STRETCH_SECONDS, signal)
      if (signal.aborted) return
      this.#read.add(stretch)
      this.options.onLines(cues.filter((cue) => this.#isNew(cue)))
    } catch (error) {
      if (signal.aborted) return
      this.end()
      this.options.onFailure(error)
    } finally {
      this.#reading = null
      this.look()
    }
  }

  /** A line that reaches from one stretch into the next comes with both. */
  #isNew({ startSeconds, text }: Cue): boolean {
    const key = `${startSeconds} ${text}`
    const isNew = !this.#known.has(key)
    this.#known.add(key)
    return isNew
  }
}
