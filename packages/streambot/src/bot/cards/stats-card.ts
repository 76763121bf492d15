/** The server at a glance. */
import type { ServiceStats } from '../../actions/service-stats.js'
import type { Reply } from '../../ports/messenger.js'
import type { Ask } from '../ask.js'
import { formatMoment, formatSecond } from '../texts/formats.js'
import type { Texts } from '../texts/texts.js'
import { oneLine } from './one-line.js'

/** With the path of a file, perhaps. */
const MAX_SHOWN_DATABASE = 200

export function statsCard({ texts, button }: Pick<Ask, 'texts' | 'button'>, stats: ServiceStats, nowMs: number): Reply {
  const { service } = texts.admins
  return {
    html: [...serverLines(texts, stats), '', ...trafficLines(texts, stats), '', ...databaseLines(texts, stats), '']
      .concat(service.asOf(formatSecond(nowMs)))
      .join('\n'),
    buttons: [[button(service.refresh, 'stats.refresh')]],
  }
}

function serverLines({ admins, formats }: Texts, { version, uptimeMs, startedAtMs, ...stats }: ServiceStats): string[] {
  const { stats: says, levels } = admins.service
  const { memory, openStreams, clients } = stats
  const healthy = clients.filter(({ state }) => state === 'healthy').length
  return [
    says.title(version),
    says.uptime(formats.wait(uptimeMs), formatMoment(startedAtMs)),
    says.memory(formats.size(memory.rssBytes), formats.size(memory.limitBytes), levels[memory.level]),
    says.streams(formats.number(openStreams)),
    says.clients(formats.number(healthy), formats.number(clients.length)),
  ]
}

function trafficLines({ admins, formats }: Texts, { bandwidth }: ServiceStats): string[] {
  const { stats: says } = admins.service
  const { usedBytes, limitBytes, resetsAtMs } = bandwidth
  const used = formats.size(usedBytes)
  return [
    limitBytes === null
      ? says.trafficUnlimited(used)
      : says.traffic(used, formats.size(limitBytes), formats.number((usedBytes / limitBytes) * 100)),
    says.resets(formatMoment(resetsAtMs)),
  ]
}

function databaseLines({ admins, formats }: Texts, { users, links, database }: ServiceStats): string[] {
  const { stats: says } = admins.service
  const name = oneLine(database.name, MAX_SHOWN_DATABASE)
  const show = (count: number | null) => (count === null ? says.unknown : formats.number(count))
  return [
    says.users(show(users)),
    says.links(show(links)),
    database.isAnswering ? says.database(name) : says.databaseAway(name),
  ]
}
