/** The bots: how each is doing, why, and what it does. */
import type { ClientReport } from '../../core/client-status.js'
import type { Reply } from '../../ports/messenger.js'
import type { Ask } from '../ask.js'
import { formatSecond } from '../texts/formats.js'
import type { Texts } from '../texts/texts.js'
import { fitting } from './fitting.js'
import { brief, oneLine } from './one-line.js'
import { pageButtons, pageLine, pageOf } from './paging.js'

const CLIENTS_PER_PAGE = 8
const MAX_SHOWN_REASON = 200

export function clientsList(
  ask: Pick<Ask, 'texts' | 'button'>,
  clients: readonly ClientReport[],
  page: number,
  nowMs: number,
): Reply {
  const { texts } = ask
  const { service } = texts.admins
  const shown = pageOf(clients, page, CLIENTS_PER_PAGE)
  const title = service.clients.title(texts.formats.number(clients.length))
  const end = ['', ...pageLine(texts, shown), service.asOf(formatSecond(nowMs))]
  const pieces = shown.items.map((client) => ['', ...clientLines(texts, client, nowMs)].join('\n'))
  const tellMore = (count: number) => service.more(texts.formats.number(count))
  return {
    html: [title, ...fitting(pieces, tellMore, { around: [title, ...end].join('\n') }), ...end].join('\n'),
    buttons: [pageButtons(ask, 'clients.page', shown)],
  }
}

function clientLines({ admins, formats }: Texts, client: ClientReport, nowMs: number): string[] {
  const { clients: says } = admins.service
  const { name, role, state, reason, sinceMs, coolUntilMs } = client
  const { number, size, wait } = formats
  const status = says.line(brief(name), says.roles[role], says.states[state])
  return [
    `${status} ${says.since(wait(nowMs - sinceMs))}`,
    ...(reason === null ? [] : [says.reason(oneLine(reason, MAX_SHOWN_REASON))]),
    ...(coolUntilMs === null || coolUntilMs <= nowMs ? [] : [says.waits(wait(coolUntilMs - nowMs))]),
    says.work(size(client.bytesPerSecond), number(client.partsInFlight), size(client.receivedBytes)),
    says.connections(number(client.connections), number(client.coolingConnections)),
  ]
}
