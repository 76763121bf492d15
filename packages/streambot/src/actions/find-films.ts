/** Films that somebody means by what they answer: a message of theirs that became a link, or one that names links. Only their own are found. */
import { toFileView } from '../core/file-view.js'
import type { Link } from '../core/link.js'
import type { LinkStore } from '../ports/link-store.js'
import type { FindLinkDeps } from './find-link.js'

export interface FindFilmsDeps {
  readonly linkKeys: FindLinkDeps['linkKeys']
  readonly links: Pick<LinkStore, 'findAll'>
}

export interface FilmNames {
  readonly ids: readonly string[]
  /** Of links; those that nobody of us made name nothing. */
  readonly tokens: readonly string[]
}

/** Also those that have ended. @throws StreamBotError store_unavailable */
export async function findFilms(
  { linkKeys, links }: FindFilmsDeps,
  ownerId: number,
  { ids, tokens }: FilmNames,
): Promise<Link[]> {
  const claims = await Promise.all(tokens.map((token) => linkKeys.verify(token)))
  const named = new Set([...ids, ...claims.flatMap((it) => it?.linkId ?? [])])
  const found = named.size === 0 ? [] : await links.findAll([...named])
  return found.filter((link) => link.ownerId === ownerId && toFileView(link.file) === 'video')
}
