/** The owner of a link, or an admin, takes subtitles off a film again. The copy in the log channel stays: the same file may be beside others. */
import type { LinkStore } from '../ports/link-store.js'
import type { Link } from '../core/link.js'
import type { Subtitles } from '../core/subtitles.js'
import { findOwnLink, type FindOwnLinkDeps, type LinkActor } from './find-own-link.js'

export type RemoveSubtitlesDeps = FindOwnLinkDeps & {
  readonly links: Pick<LinkStore, 'find' | 'removeSubtitles'>
}

export interface RemovedSubtitles {
  readonly link: Link
  /** null: they were not there any more. */
  readonly subtitles: Subtitles | null
}

/** null: there is no such link for this person. @throws StreamBotError store_unavailable */
export async function removeSubtitles(
  deps: RemoveSubtitlesDeps,
  actor: LinkActor,
  linkId: string,
  subtitlesId: string,
): Promise<RemovedSubtitles | null> {
  const found = await findOwnLink(deps, actor, linkId)
  if (!found) return null
  const { link } = found
  await deps.links.removeSubtitles(linkId, subtitlesId)
  return { link, subtitles: link.subtitles.find(({ id }) => id === subtitlesId) ?? null }
}
