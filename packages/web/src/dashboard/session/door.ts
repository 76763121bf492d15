/** Who is in: asked of the server at the start, changed by logging in and out, and by the server when a session is over. */
import type { Api } from '../api/api.js'
import { ApiFailure } from '../api/failure.js'
import type { Session } from '../api/shapes.js'
import { loginWordsOf } from './login-words.js'

export type Standing =
  /** The server is being asked, or cannot be. */
  | { readonly is: 'asking'; readonly failure: unknown }
  /** @param why in words; null: nobody has tried to come in */
  | { readonly is: 'out'; readonly why: string | null }
  | { readonly is: 'in'; readonly session: Session }
  /** What was on the page is kept until the same person is back. @param why they are not yet, in words; null: they have not tried */
  | { readonly is: 'over'; readonly session: Session; readonly why: string | null }

export type Key = { readonly code: string } | { readonly token: string }

const SESSION = '/admin/session'

export class Door {
  #standing: Standing = { is: 'asking', failure: null }
  #code: string | null = null
  readonly #listeners = new Set<() => void>()

  /** @param tellOthers that the browser has another session now, or none: its other tabs have the same cookie */
  constructor(
    private readonly api: Pick<Api, 'outside'>,
    private readonly tellOthers: () => void,
  ) {}

  get standing(): Standing {
    return this.#standing
  }

  /** @returns what ends it */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /**
   * @param code of the link that led here; null: none, or the one that could not be tried before. A session that is there already outlives a link
   * that is over.
   */
  async arrive(code: string | null, signal: AbortSignal): Promise<void> {
    this.#code = code ?? this.#code
    try {
      const why = this.#code === null ? null : await this.#tryCode(this.#code, signal)
      const isDone = this.#code !== null && why === null
      this.#code = null
      if (!isDone) await this.#ask(why, signal)
    } catch (failure) {
      if (this.#standing.is === 'asking' || this.#standing.is === 'out') this.#become({ is: 'asking', failure })
    }
  }

  /** @throws ApiFailure */
  async logIn(key: Key, signal: AbortSignal): Promise<void> {
    this.#become({ is: 'in', session: await this.api.outside<Session>('POST', SESSION, signal, key) })
    this.tellOthers()
  }

  /** @throws ApiFailure where the server did not hear of it: then the session still goes on */
  async logOut(signal: AbortSignal): Promise<void> {
    try {
      await this.api.outside('DELETE', SESSION, signal)
    } catch (failure) {
      // It was over before.
      if (!isRefusal(failure)) throw failure
    }
    this.#become({ is: 'out', why: null })
    this.tellOthers()
  }

  /** The server says so. */
  sessionOver(): void {
    if (this.#standing.is === 'in') this.#become({ is: 'over', session: this.#standing.session, why: null })
  }

  async #ask(why: string | null, signal: AbortSignal): Promise<void> {
    try {
      const session = await this.api.outside<Session>('GET', SESSION, signal)
      const { is } = this.#standing
      // Who is in already stays as they are: all that is on the page goes on.
      if (is === 'in' && JSON.stringify(session) === JSON.stringify(this.#standing.session)) return
      this.#become({ is: 'in', session })
    } catch (failure) {
      if (!isRefusal(failure)) throw failure
      const { is } = this.#standing
      if (is === 'in' || is === 'over') this.#become({ is: 'over', session: this.#standing.session, why })
      else this.#become({ is: 'out', why })
    }
  }

  /** @returns why not, in words; null: in. @throws what says nothing of the code, which is good for another try then */
  async #tryCode(code: string, signal: AbortSignal): Promise<string | null> {
    try {
      await this.logIn({ code }, signal)
      return null
    } catch (failure) {
      if (!isRefusal(failure)) throw failure
      return loginWordsOf(failure, 'code')
    }
  }

  #become(standing: Standing): void {
    this.#standing = standing
    for (const it of [...this.#listeners]) it()
  }
}

function isRefusal(failure: unknown): failure is ApiFailure {
  return failure instanceof ApiFailure && failure.kind === 'session_over'
}
