/** One link as admins see it: whose it is, how it fares, and how to end it. */
import type { LinkUrls } from '../../actions/link-url.js'
import { escapeHtml } from '../../core/escape-html.js'
import type { Link } from '../../core/link.js'
import type { Reply } from '../../ports/messenger.js'
import type { Ask } from '../ask.js'
import { formatMoment } from '../texts/formats.js'
import type { Texts } from '../texts/texts.js'
import { fileNameAsTitle } from './file-name.js'
import { factsOf } from './link-card.js'

/** @param urls null: it opens no more */
export function adminLinkCard(
  { texts, button }: Pick<Ask, 'texts' | 'button'>,
  link: Link,
  urls: LinkUrls | null,
  nowMs: number,
): Reply {
  const { buttons } = texts.admins.links
  return {
    html: lines(texts, link, nowMs).join('\n'),
    buttons: [
      [
        ...(urls ? [{ text: buttons.open, url: urls.downloadUrl }] : []),
        ...(link.revokedAtMs === null ? [button(buttons.revoke, 'link.cut', link.id)] : []),
        button(buttons.owner, 'user.show', `${link.ownerId}`),
      ],
    ],
  }
}

function lines(texts: Texts, link: Link, nowMs: number): string[] {
  const { card } = texts.admins.links
  const { formats } = texts
  const { passwordHash, maxDownloads, addresses } = link.restrictions
  const read =
    maxDownloads === null
      ? card.downloads(formats.number(link.downloads))
      : card.downloadsOf(formats.number(link.downloads), formats.number(maxDownloads))
  return [
    card.title(fileNameAsTitle(link.file.name)),
    escapeHtml(factsOf(texts, link).join(' · ')),
    card.owner(link.ownerId),
    card.made(formatMoment(link.createdAtMs)),
    ending(texts, link, nowMs),
    link.lastAccessAtMs === null ? read : `${read}, ${card.lastRead(formatMoment(link.lastAccessAtMs))}`,
    ...(passwordHash === null ? [] : [card.password]),
    ...(addresses.length === 0 ? [] : [card.addresses(formats.number(addresses.length))]),
    card.id(link.id),
  ]
}

function ending({ admins }: Texts, { revokedAtMs, expiresAtMs }: Link, nowMs: number): string {
  const { card } = admins.links
  if (revokedAtMs !== null) return card.revoked(formatMoment(revokedAtMs))
  if (expiresAtMs === null) return card.neverExpires
  const moment = formatMoment(expiresAtMs)
  return expiresAtMs <= nowMs ? card.expired(moment) : card.expires(moment)
}
