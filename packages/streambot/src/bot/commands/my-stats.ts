import type { UserStats } from '../../actions/user-stats.js'
import type { Reply } from '../../ports/messenger.js'
import type { Ask } from '../ask.js'
import type { BotDeps } from '../bot-deps.js'
import { formatMoment } from '../texts/formats.js'

/** What whoever asks has used and may still use. @throws StreamBotError store_unavailable */
export async function myStatsReply(deps: BotDeps, { texts, sender }: Ask): Promise<Reply> {
  const { myStats, formats } = texts
  const { linksToday, traffic, links } = await deps.actions.people.statsOf(sender.id)
  const { usedBytes, limitBytes, month, resetsAtMs } = traffic
  const limit = linksToday.limit === null ? null : formats.number(linksToday.limit)
  return {
    html: [
      myStats.links,
      myStats.today(formats.number(linksToday.made), limit),
      ...nextLine(deps, texts, linksToday),
      myStats.inAll(formats.number(links)),
      '',
      myStats.traffic(month),
      myStats.used(formats.size(usedBytes), limitBytes === null ? null : formats.size(limitBytes)),
      myStats.resets(formatMoment(resetsAtMs)),
    ].join('\n'),
  }
}

function nextLine({ clock }: BotDeps, { myStats, formats }: Ask['texts'], { nextAtMs }: UserStats['linksToday']) {
  if (nextAtMs === null) return []
  return [myStats.next(formats.wait(nextAtMs - clock.now()), formatMoment(nextAtMs))]
}
