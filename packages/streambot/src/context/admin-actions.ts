/** What admins do through the bot: what they do through every door, and what takes a chat to show. */
import type { Broadcasts } from '../actions/broadcasts.js'
import { linkUrls } from '../actions/link-url.js'
import { searchPeople } from '../actions/search-people.js'
import { SearchTurns } from '../actions/search-turns.js'
import type { AdminActions, LinkName } from '../bot/admin-actions.js'
import type { Config } from '../config/config.js'
import { toRequestId } from '../core/request-id.js'
import type { LinkCursor, LinkStore } from '../ports/link-store.js'
import type { Context } from './context.js'
import { dashboardLink } from './dashboard.js'
import type { Operations } from './operations.js'

/** Longer than the longest line of them takes. */
const SEARCH_TIMEOUT_MS = 60_000

/** @param baseUrl what links begin with */
export function adminActions(
  config: Pick<Config, 'features' | 'http'>,
  context: Context,
  operations: Operations,
  broadcasts: Broadcasts,
  baseUrl: string,
): AdminActions {
  const { clock, stores, linkKeys, streaming } = context
  const { links, batches, users, bans } = stores
  const searches = new SearchTurns()
  return {
    ...operations,
    // Who asks for it waits for all of it.
    checkSetup: operations.examineSetup,
    searchPeople: (search) =>
      searchPeople({ clock, users, bans, turns: searches }, search, AbortSignal.timeout(SEARCH_TIMEOUT_MS)),
    nameOfToken: (token) => nameOfToken(linkKeys, token),
    findLink: (linkId) => links.find(linkId),
    urlsOf: (link) => linkUrls({ linkKeys, baseUrl }, link),
    findBatch: (batchId) => batches.find(batchId),
    linksOf: async (ownerId, afterLinkId, limit) =>
      links.list({ ownerId, limit, after: await cursorAt(links, afterLinkId) }),
    broadcasts: {
      countPeople: () => users.count(),
      // Those of another bot are carried out by that one alone, if it is still there.
      running: async () => (await stores.broadcasts.running()).find(({ botId }) => botId === context.botId) ?? null,
      start: async (adminId, source, reportMessageId) => {
        // Messages of private chats are numbered by each bot for itself.
        const id = toRequestId(`broadcast ${context.botId} ${adminId} ${reportMessageId}`)
        return broadcasts.progress(await broadcasts.start(adminId, source, { id, reportMessageId }))
      },
      cancel: (actor, broadcastId) => broadcasts.cancel(actor, broadcastId),
      progress: (broadcastId) => broadcasts.progress(broadcastId),
    },
    dashboard: dashboardLink(config, context, baseUrl),
    memory: () => streaming.memory.snapshot(),
  }
}

async function nameOfToken(linkKeys: Context['linkKeys'], token: string): Promise<LinkName | null> {
  const link = await linkKeys.verify(token)
  if (link) return { kind: 'link', id: link.linkId }
  const batch = await linkKeys.verifyBatch(token)
  return batch && { kind: 'batch', id: batch.batchId }
}

/** From the start where the link was forgotten meanwhile. */
async function cursorAt(links: Pick<LinkStore, 'find'>, linkId: string | null): Promise<LinkCursor | null> {
  const link = linkId === null ? null : await links.find(linkId)
  return link && { createdAtMs: link.createdAtMs, id: link.id }
}
