/**
 * Whether the file itself plays, or what is taken out of it and fed to the browser: for another sound, or where the browser refuses the file.
 * Whatever fails leads back to the file, at the same place; what a browser refuses is fed a few times in a visit, and no more.
 */
import type { FedFilm } from './remux/fed-film.js'
import { replaceSource } from './replace-source.js'
import type { WatchFacts } from './watch-facts.js'

/** A network that fails now and then is worth another. */
const MAX_DETOURS = 3

export interface FilmFeedDeps {
  readonly facts: WatchFacts
  readonly media: HTMLMediaElement
  /** The file goes on, because feeding it failed. */
  readonly onLost: () => void
}

export class FilmFeed {
  /** null: the file itself plays, with the sound that the browser chose. */
  #fed: FedFilm | null = null
  #choosing = new AbortController()
  #detours = 0

  constructor(private readonly deps: FilmFeedDeps) {}

  /** The browser does not play it. */
  get isFileRefused(): boolean {
    return this.#detours > 0
  }

  get isFeeding(): boolean {
    return this.#fed !== null
  }

  /**
   * What the browser cannot decode is refused before anything changes. @param soundId null: the first that can be decoded.
   * @returns false: something else was chosen meanwhile
   */
  async start(soundId: number | null): Promise<boolean> {
    this.#choosing.abort()
    this.#choosing = new AbortController()
    const { signal } = this.#choosing
    const { media, facts, onLost } = this.deps
    const { FedFilm } = await import('./remux/fed-film.js')
    if (signal.aborted) return false
    const before = this.#fed
    const setSource = (address: string) => {
      before?.end()
      replaceSource(media, address)
    }
    const onFailure = () => this.stop() && onLost()
    try {
      this.#fed = await FedFilm.start({
        media,
        url: facts.streamUrl,
        sizeBytes: facts.sizeBytes,
        soundId,
        signal,
        setSource,
        onFailure,
      })
      return true
    } catch (error) {
      if (signal.aborted) return false
      throw error
    }
  }

  /** Back to the file. @returns false: it is what plays */
  stop(): boolean {
    this.#choosing.abort()
    if (!this.#fed) return false
    this.#fed.end()
    this.#fed = null
    replaceSource(this.deps.media, this.deps.facts.streamUrl)
    return true
  }

  /** Instead of a file that is refused. @returns whether it goes on */
  async takeDetour(): Promise<boolean> {
    if (this.#detours >= MAX_DETOURS || this.deps.facts.view !== 'video') return false
    this.#detours++
    return this.start(null).catch(() => false)
  }
}
