/** Broadcasts on the real Telegram and database, at the pace that is configured. */
import { Broadcasts } from '../actions/broadcasts.js'
import type { Config } from '../config/config.js'
import { logBroadcastEnded, logRulesTrouble } from '../events.js'
import { auditingOf } from './auditing.js'
import type { Context } from './context.js'
import { STEADY_TIME } from './steady-time.js'

export function createBroadcasts({ broadcastsPerSecond }: Config, context: Context): Broadcasts {
  const { stores, loggers, botId, broadcastSender } = context
  const tell = (subject: string) => (error: unknown) => logRulesTrouble(loggers.store, { subject }, error)
  const broadcasts = new Broadcasts({
    ...auditingOf(context),
    time: STEADY_TIME,
    botId,
    broadcasts: stores.broadcasts,
    users: stores.users,
    sender: broadcastSender,
    perSecond: broadcastsPerSecond,
    isOnDuty: () => context.duty.isOn,
    onTrouble: tell('a broadcast'),
  })
  broadcasts.onProgress(({ id: broadcastId, state, reason, sent, unreachable, failed, failures }) => {
    if (state === 'running') return
    logBroadcastEnded(loggers.bot, { broadcastId, state, reason, sent, unreachable, failed, failures })
  })
  return broadcasts
}
