import type { Reply } from '../ports/messenger.js'
import type { Ask } from './ask.js'
import type { BotDeps } from './bot-deps.js'
import { LINKS_PER_PAGE, linkList } from './cards/link-list.js'
import type { ListView } from './list-views.js'

/** The links of whoever asks. @throws StreamBotError store_unavailable */
export async function showList(deps: BotDeps, ask: Ask, { page, search }: ListView): Promise<Reply> {
  const question = { ownerId: ask.sender.id, search, page, pageSize: LINKS_PER_PAGE }
  const found = await deps.actions.people.listLinks(question)
  return linkList(ask, { found, search, views: deps.listViews, nowMs: deps.clock.now() })
}
