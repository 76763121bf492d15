/** Ends links that an admin named, and says of each what became of it. */
import { actorOf, type LinkName } from '../admin-actions.js'
import type { Ask } from '../ask.js'
import type { BotDeps } from '../bot-deps.js'
import { fileNameInList } from '../cards/file-name.js'
import { fitting } from '../cards/fitting.js'
import { personName } from '../cards/person.js'
import { formatMoment } from '../texts/formats.js'

/** More of them nobody reads. */
const MAX_TOLD = 20

/** @returns HTML. @throws StreamBotError store_unavailable */
export async function revokeLinks(deps: BotDeps, ask: Ask, names: readonly LinkName[]): Promise<string> {
  const lines: string[] = []
  for (const name of names) {
    lines.push(await (name.kind === 'link' ? revokeLink(deps, ask, name.id) : revokeBatch(deps, ask, name.id)))
  }
  const { admins, formats } = ask.texts
  const tellMore = (count: number) => admins.links.more(formats.number(count))
  return fitting(lines, tellMore, { around: '', most: MAX_TOLD }).join('\n')
}

async function revokeLink({ actions }: BotDeps, ask: Ask, linkId: string): Promise<string> {
  const { links } = ask.texts.admins
  const isRevoked = await actions.admin.revokeLink(actorOf(ask), linkId)
  const link = await actions.admin.findLink(linkId)
  if (!link) return links.unknown(linkId)
  const name = fileNameInList(link.file.name)
  if (!isRevoked) return links.revokedBefore(name, formatMoment(link.revokedAtMs ?? 0))
  return links.revoked(name, personName(link.ownerId, null), ask.texts.formats.number(link.downloads))
}

async function revokeBatch({ actions }: BotDeps, ask: Ask, batchId: string): Promise<string> {
  const { links } = ask.texts.admins
  const isRevoked = await actions.admin.revokeBatch(actorOf(ask), batchId)
  const batch = await actions.admin.findBatch(batchId)
  if (!batch) return links.unknown(batchId)
  if (!isRevoked) return links.batchRevokedBefore(formatMoment(batch.revokedAtMs ?? 0))
  return links.batchRevoked(personName(batch.ownerId, null), ask.texts.formats.number(batch.linkIds.length))
}
