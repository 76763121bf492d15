/** Broadcasts on the real Telegram and database, at the pace that is configured. */
import { setTimeout as delay } from 'node:timers/promises'
import { Broadcasts } from '../actions/broadcasts.js'
import type { Config } from '../config/config.js'
import { logBroadcastEnded, logRulesTrouble } from '../events.js'
import type { Context } from './context.js'

export function createBroadcasts({ broadcastsPerSecond }: Config, context: Context): Broadcasts {
  const { clock, randomness, stores, loggers, botId, broadcastSender } = context
  const tell = (subject: string) => (error: unknown) => logRulesTrouble(loggers.store, { subject }, error)
  const broadcasts = new Broadcasts({
    clock,
    randomness,
    time: {
      now: () => performance.now(),
      wait: (delayMs, signal) => delay(delayMs, undefined, { signal, ref: false }),
    },
    botId,
    broadcasts: stores.broadcasts,
    users: stores.users,
    sender: broadcastSender,
    perSecond: broadcastsPerSecond,
    isOnDuty: () => context.duty.isOn,
    audit: stores.audit,
    onAuditTrouble: tell('the audit log'),
    onTrouble: tell('a broadcast'),
  })
  broadcasts.onProgress(({ id: broadcastId, state, reason, sent, unreachable, failed, failures }) => {
    if (state === 'running') return
    logBroadcastEnded(loggers.bot, { broadcastId, state, reason, sent, unreachable, failed, failures })
  })
  return broadcasts
}
