/**
 * Plays a film with a sound that the browser does not choose by itself, or out of a container that it does not open, by feeding it
 * (`MediaSource`). Follows seeks: what is not held ready is fed from there. The first failure ends it, once and for all, and is told.
 */
import type { Input } from 'mediabunny'
import { mediaSourceOf } from '../media-source-of.js'
import { HttpReader } from '../tracks/http-reader.js'
import { chooseTracks, NotDecodableError, openFilm, type ChosenTracks } from './chosen-tracks.js'
import { FilmSource } from './film-source.js'
import { MediaBuffer } from './media-buffer.js'
import { remux } from './remux.js'

/** Beyond what has been fed, what comes soon is waited for. */
const SOON_SECONDS = 5
/** A hole in the film that playing gets over. */
const MAX_HOLE_SECONDS = 1
const OPEN_TIMEOUT_MS = 10_000

export interface FedFilmOptions {
  readonly media: HTMLMediaElement
  readonly url: string
  readonly sizeBytes: number
  /** As the file numbers it; null: the first that can be decoded. */
  readonly soundId: number | null
  /** Somebody chose otherwise meanwhile. */
  readonly signal: AbortSignal
  /** Gives the element another address at the same place. */
  readonly setSource: (address: string) => void
  /** Once. */
  readonly onFailure: (error: unknown) => void
}

interface Run {
  readonly abort: AbortController
  readonly fromSeconds: number
  untilSeconds: number
}

export class FedFilm {
  readonly #life = new AbortController()
  #run: Run | null = null
  #seeks = 0

  private constructor(
    private readonly options: FedFilmOptions,
    private readonly source: FilmSource,
    private readonly film: Input,
    private readonly tracks: ChosenTracks,
    private readonly mediaSource: MediaSource,
    private readonly address: string,
  ) {}

  /** What cannot be decoded is refused before the film that plays is touched. */
  static async start(options: FedFilmOptions): Promise<FedFilm> {
    const Kind = mediaSourceOf(window)
    if (!Kind) throw new NotDecodableError('This browser cannot be fed a film')
    const source = new FilmSource(new HttpReader(options.url, options.sizeBytes))
    const film = openFilm(source)
    try {
      const tracks = await chooseTracks(film, options.soundId, (mimeType) => Kind.isTypeSupported(mimeType))
      options.signal.throwIfAborted()
      const mediaSource = new Kind()
      const fed = new FedFilm(options, source, film, tracks, mediaSource, URL.createObjectURL(mediaSource))
      // Only so does an iPhone let itself be fed.
      if (!('MediaSource' in window)) options.media.disableRemotePlayback = true
      void fed.#play().catch((error: unknown) => fed.#fail(error))
      return fed
    } catch (error) {
      film.dispose()
      throw error
    }
  }

  /** Leaves the element as it is; whoever ends this gives it another address. */
  end(): void {
    if (this.#life.signal.aborted) return
    this.#life.abort(new DOMException('The film is no longer fed', 'AbortError'))
    this.#run?.abort.abort(this.#life.signal.reason)
    this.film.dispose()
    URL.revokeObjectURL(this.address)
  }

  async #play(): Promise<void> {
    const { media, setSource } = this.options
    const { signal } = this.#life
    const startSeconds = media.currentTime
    const knownSeconds = media.duration
    // What is read is up to what is fed; without it, some elements wait for somebody to play them.
    media.preload = 'auto'
    const opened = once(this.mediaSource, 'sourceopen', signal)
    setSource(this.address)
    await opened
    const buffer = new MediaBuffer(media, this.mediaSource.addSourceBuffer(this.tracks.mimeType))
    const duration = Number.isFinite(knownSeconds) && knownSeconds > 0 ? knownSeconds : this.tracks.durationSeconds
    if (duration !== null) this.mediaSource.duration = duration
    media.addEventListener('seeking', () => void this.#follow(buffer).catch((error: unknown) => this.#fail(error)), {
      signal,
    })
    media.addEventListener('waiting', () => this.#getOver(buffer), { signal })
    this.#feed(buffer, startSeconds)
  }

  #feed(buffer: MediaBuffer, fromSeconds: number): void {
    const run: Run = { abort: new AbortController(), fromSeconds, untilSeconds: fromSeconds }
    const { signal } = run.abort
    this.#run = run
    const put = (bytes: Uint8Array) => buffer.put(bytes, signal)
    const waitForRoom = (untilSeconds: number) => {
      run.untilSeconds = untilSeconds
      return buffer.waitForRoom(run, signal)
    }
    const onKeyPicture = (seconds: number) => {
      if (!signal.aborted) buffer.expectKeyPicture(seconds)
    }
    remux({ tracks: this.tracks, fromSeconds, signal, put, waitForRoom, onKeyPicture }).then(
      () => {
        if (!signal.aborted && this.mediaSource.readyState === 'open') this.mediaSource.endOfStream()
      },
      (error: unknown) => {
        if (!signal.aborted) this.#fail(error)
      },
    )
  }

  /** The last seek counts. */
  async #follow(buffer: MediaBuffer): Promise<void> {
    const seconds = this.options.media.currentTime
    if (this.#isComing(buffer, seconds)) return
    const seek = ++this.#seeks
    this.#run?.abort.abort(new DOMException('Played elsewhere', 'AbortError'))
    this.#run = null
    await this.source.abandon()
    await buffer.clear(() => this.mediaSource.readyState === 'open')
    if (seek === this.#seeks && !this.#life.signal.aborted) this.#feed(buffer, this.options.media.currentTime)
  }

  #isComing(buffer: MediaBuffer, seconds: number): boolean {
    if (this.#run === null) return false
    const { fromSeconds, untilSeconds } = this.#run
    if (buffer.has(seconds)) return true
    return seconds >= Math.max(fromSeconds, buffer.endSeconds) && seconds <= untilSeconds + SOON_SECONDS
  }

  /** Where one of picture and sound is missing for a moment, nothing plays; what comes after it does. */
  #getOver(buffer: MediaBuffer): void {
    const { media } = this.options
    const { buffered, currentTime } = media
    if (media.seeking || buffer.has(currentTime + 0.1)) return
    for (let i = 0; i < buffered.length; i++) {
      const start = buffered.start(i)
      if (start > currentTime && start - currentTime <= MAX_HOLE_SECONDS) {
        media.currentTime = start + 0.01
        return
      }
    }
  }

  #fail(error: unknown): void {
    if (this.#life.signal.aborted) return
    this.end()
    this.options.onFailure(error)
  }
}

function once(target: EventTarget, type: string, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const finish = (end: () => void) => () => {
      clearTimeout(timer)
      target.removeEventListener(type, came)
      signal.removeEventListener('abort', left)
      end()
    }
    const came = finish(resolve)
    const left = finish(() => reject(signal.reason as Error))
    const timer = setTimeout(
      finish(() => reject(new Error('The browser did not open the film'))),
      OPEN_TIMEOUT_MS,
    )
    target.addEventListener(type, came)
    signal.addEventListener('abort', left)
  })
}
