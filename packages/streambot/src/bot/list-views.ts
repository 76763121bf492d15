/**
 * Where in the list of their links somebody is, as one short word for a button: the page, and what was searched for. A search that is too long for
 * that is remembered, as far as there is room, and its word is short for it.
 */
import { createHash } from 'node:crypto'
import { RecentMap } from '../core/recent-map.js'

export interface ListView {
  /** From 0. */
  readonly page: number
  /** Empty: all links. */
  readonly search: string
}

const MAX_REMEMBERED = 2000
const MAX_SEARCH_CHARACTERS = 100
/** So that a word has 16 letters at most, and its button room for whatever else it says. */
const MAX_KEY_LETTERS = 12

export class ListViews {
  readonly #searches = new RecentMap<string, string>(MAX_REMEMBERED)

  toWord({ page, search }: ListView): string {
    return search === '' ? `${page}` : `${page}.${this.#keyOf(search)}`
  }

  /** null: it is none, or what was searched for is forgotten. */
  read(word: string): ListView | null {
    const { page, key } = /^(?<page>\d{1,3})(?:\.(?<key>[\w~-]+))?$/.exec(word)?.groups ?? {}
    if (page === undefined) return null
    const search = key === undefined ? '' : this.#searchOf(key)
    return search === undefined ? null : { page: Number(page), search }
  }

  #keyOf(search: string): string {
    const spelled = Buffer.from(search).toString('base64url')
    if (spelled.length <= MAX_KEY_LETTERS) return spelled
    const digest = createHash('sha256').update(search).digest('base64url')
    const key = `~${digest.slice(0, MAX_KEY_LETTERS - 1)}`
    this.#searches.set(key, search)
    return key
  }

  #searchOf(key: string): string | undefined {
    return key.startsWith('~') ? this.#searches.get(key) : Buffer.from(key, 'base64url').toString()
  }
}

/** As it is looked for: one line, not endless. */
export function toSearch(text: string): string {
  return [...text.trim().replace(/\s+/g, ' ')].slice(0, MAX_SEARCH_CHARACTERS).join('')
}
