/**
 * People who talk to the bot, as far as talking to them goes: remembered in the store, with the language they chose. With the database away
 * they are spoken to in the language of their Telegram.
 */
import { hasCode } from '../core/errors.js'
import { RecentMap } from '../core/recent-map.js'
import type { User, UserProfile } from '../core/user.js'
import type { Clock } from '../ports/clock.js'
import type { UserStore } from '../ports/user-store.js'

const MAX_REMEMBERED = 10_000
/** Another instance may have been told of another language. */
const REMEMBERED_MS = 60_000

export interface KnownPeopleDeps {
  readonly clock: Clock
  readonly users: Pick<UserStore, 'seen' | 'find' | 'update'>
}

export class KnownPeople {
  readonly #languages = new RecentMap<number, { readonly chosen: string | null; readonly untilMs: number }>(
    MAX_REMEMBERED,
  )

  constructor(private readonly deps: KnownPeopleDeps) {}

  /** Remembers who wrote. null: the database is away. */
  async seen(profile: UserProfile): Promise<User | null> {
    try {
      const user = await this.deps.users.seen(profile, this.deps.clock.now())
      this.#remember(user.id, user.chosenLanguage)
      return user
    } catch (error) {
      if (hasCode(error, 'store_unavailable')) return null
      throw error
    }
  }

  /** The language to speak, as an IETF tag; null: not known. */
  async languageOf({ id, languageCode }: UserProfile): Promise<string | null> {
    const known = this.#languages.get(id)
    if (known && this.deps.clock.now() < known.untilMs) return known.chosen ?? languageCode
    try {
      const chosen = (await this.deps.users.find(id))?.chosenLanguage ?? null
      this.#remember(id, chosen)
      return chosen ?? languageCode
    } catch (error) {
      if (hasCode(error, 'store_unavailable')) return known?.chosen ?? languageCode
      throw error
    }
  }

  /** Of somebody who is not writing just now, as they wrote last. null: not known. */
  async languageOfUser(userId: number): Promise<string | null> {
    try {
      const user = await this.deps.users.find(userId)
      return user && (user.chosenLanguage ?? user.languageCode)
    } catch (error) {
      if (hasCode(error, 'store_unavailable')) return null
      throw error
    }
  }

  /** @param language null: as their Telegram. @throws StreamBotError store_unavailable */
  async chooseLanguage(userId: number, language: string | null): Promise<void> {
    await this.deps.users.update(userId, { chosenLanguage: language }, this.deps.clock.now())
    this.#remember(userId, language)
  }

  #remember(userId: number, chosen: string | null): void {
    this.#languages.set(userId, { chosen, untilMs: this.deps.clock.now() + REMEMBERED_MS })
  }
}
