/**
 * Links that admins look for: by all of an address, a token or an id, or by a part of the name of the file. No database looks for a part of a name in
 * an index, and each has letters of its own in mind, so names are read in order and compared here, as many as one answer may cost.
 */
import { setImmediate as untilOthersHadTheirTurn } from 'node:timers/promises'
import { alike } from '../core/alike.js'
import type { LinkClaims } from '../core/link.js'
import { linksInText } from '../core/links-in-text.js'
import type { LinkCursor, LinkPage, LinkStore } from '../ports/link-store.js'
import type { SearchTurns } from './search-turns.js'

/** What one answer looks through; whoever wants more goes on from there. */
export const MAX_LOOKED_THROUGH = 50_000
const PAGE = 1000

export interface SearchLinksDeps {
  readonly links: Pick<LinkStore, 'findAll' | 'listNames'>
  readonly turns: Pick<SearchTurns, 'take'>
  readonly linkKeys: {
    /** null for whatever is no token of a link. @throws StreamBotError store_unavailable while no key is known */
    verify(token: string): Promise<Pick<LinkClaims, 'linkId'> | null>
  }
}

export interface LinkSearch {
  /** Not empty. */
  readonly text: string
  /** null: of everybody. */
  readonly ownerId: number | null
  readonly after: LinkCursor | null
  /** 1 to 100. */
  readonly limit: number
}

/**
 * @returns newest first. A page may have fewer than `limit`, or none, and go on all the same
 * @throws StreamBotError store_unavailable, too_many_requests
 */
export async function searchLinks(deps: SearchLinksDeps, search: LinkSearch, signal: AbortSignal): Promise<LinkPage> {
  return (await findNamed(deps, search)) ?? (await findByFileName(deps, search, signal))
}

/** null: the text names no link, at most something that looks like one. */
async function findNamed({ links, linkKeys }: SearchLinksDeps, search: LinkSearch): Promise<LinkPage | null> {
  const { tokens, ids } = linksInText(search.text)
  const claims = await Promise.all(tokens.map((token) => linkKeys.verify(token)))
  const ofTokens = claims.flatMap((it) => (it === null ? [] : [it.linkId]))
  if (ofTokens.length + ids.length === 0) return null
  const found = await links.findAll([...new Set([...ofTokens, ...ids])])
  // Names of files have digits in them, too.
  if (found.length === 0 && ofTokens.length === 0) return null
  const own = found.filter(({ ownerId }) => search.ownerId === null || ownerId === search.ownerId)
  own.sort((one, other) => other.createdAtMs - one.createdAtMs || (one.id < other.id ? 1 : -1))
  return { links: own.slice(0, search.limit), next: null }
}

async function findByFileName(deps: SearchLinksDeps, search: LinkSearch, signal: AbortSignal): Promise<LinkPage> {
  const { ids, next } = await deps.turns.take(() => collect(deps, search, signal), signal)
  const found = new Map((await deps.links.findAll(ids)).map((link) => [link.id, link]))
  return { links: ids.flatMap((id) => found.get(id) ?? []), next }
}

async function collect(
  { links }: SearchLinksDeps,
  { text, ownerId, after, limit }: LinkSearch,
  signal: AbortSignal,
): Promise<{ readonly ids: readonly string[]; readonly next: LinkCursor | null }> {
  const wanted = alike(text.trim())
  const ids: string[] = []
  let cursor = after
  for (let lookedThrough = 0; lookedThrough < MAX_LOOKED_THROUGH; lookedThrough += PAGE) {
    signal.throwIfAborted()
    const page = await links.listNames({ ownerId, after: cursor, limit: PAGE })
    for (const { id, createdAtMs, fileName } of page) {
      cursor = { createdAtMs, id }
      if (alike(fileName).includes(wanted) && ids.push(id) === limit) return { ids, next: cursor }
    }
    if (page.length < PAGE) return { ids, next: null }
    await untilOthersHadTheirTurn()
  }
  return { ids, next: cursor }
}
