/** A person's links, newest first, a page at a time; searched by name. However many they have, a page costs a bounded look. */
import { alike } from '../core/alike.js'
import { toSafeFileName } from '../core/file-name.js'
import type { Link } from '../core/link.js'
import type { LinkCursor, LinkStore } from '../ports/link-store.js'

/** Of one person, newest first; what is older is found by nobody. */
export const MAX_LINKS_LOOKED_AT = 2000
/** At a time, where names have to be looked at. */
const STEP = 500

export interface OwnLinksQuestion {
  readonly ownerId: number
  /** Words that all stand in the name, in any case of letters; empty: all links. */
  readonly search: string
  /** From 0. */
  readonly page: number
  readonly pageSize: number
}

export interface OwnLinksPage {
  readonly links: readonly Link[]
  /** The last one there is, where the one that was asked for lies behind it. */
  readonly page: number
  readonly hasNext: boolean
  /** There are older links that were not looked at. */
  readonly isCut: boolean
}

/** @throws StreamBotError store_unavailable */
export async function listOwnLinks(
  { links }: { readonly links: Pick<LinkStore, 'list'> },
  { ownerId, search, page, pageSize }: OwnLinksQuestion,
): Promise<OwnLinksPage> {
  const words = wordsOf(search)
  const wanted = (page + 1) * pageSize + 1
  const found: Link[] = []
  let lookedAt = 0
  let after: LinkCursor | null = null
  let isEnd = false
  while (!isEnd && found.length < wanted && lookedAt < MAX_LINKS_LOOKED_AT) {
    const most = Math.min(STEP, MAX_LINKS_LOOKED_AT - lookedAt)
    const limit = words.length === 0 ? Math.min(most, wanted - found.length) : most
    const next = await links.list({ ownerId, limit, after })
    found.push(...next.links.filter((link) => isNamed(link, words)))
    lookedAt += next.links.length
    after = next.next
    isEnd = after === null
  }
  const last = Math.max(0, Math.ceil(found.length / pageSize) - 1)
  const shown = Math.min(page, last)
  const end = (shown + 1) * pageSize
  const hasNext = found.length > end
  return { links: found.slice(shown * pageSize, end), page: shown, hasNext, isCut: !hasNext && !isEnd }
}

function wordsOf(search: string): string[] {
  return alike(search)
    .split(/\s+/)
    .filter((word) => word !== '')
}

function isNamed({ file }: Link, words: readonly string[]): boolean {
  const name = alike(toSafeFileName(file.name))
  return words.every((word) => name.includes(word))
}
