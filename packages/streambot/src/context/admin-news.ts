/** What admins are told without asking: what they have to mend, and how far their messages to everybody are. */
import type { KnownPeople } from '../actions/known-people.js'
import { AdminNotices, NOTICE_TIMINGS } from '../bot/admin-notices.js'
import type { BotDeps } from '../bot/bot-deps.js'
import { BroadcastReports } from '../bot/broadcast-reports.js'
import { logAdminUntold, logRulesTrouble, logSetupFound, logSetupMended } from '../events.js'
import type { ChatDoorOptions } from './chat-door.js'
import type { Context } from './context.js'

export function tellAdmins(
  { loggers }: Context,
  bot: BotDeps,
  people: KnownPeople,
  { operations, broadcasts, noticeTimings }: ChatDoorOptions,
): AsyncDisposable {
  const { clock, messenger, adminIds, pause } = bot
  const languageOf = (userId: number) => people.languageOfUser(userId)
  const reports = new BroadcastReports({
    bot,
    languageOf,
    onProgress: (listener) => broadcasts.onProgress(listener),
  })
  const notices = new AdminNotices({
    clock,
    messenger,
    adminIds,
    pause,
    languageOf,
    checkSetup: operations.checkSetup,
    clients: operations.clients,
    timings: { ...NOTICE_TIMINGS, ...noticeTimings },
    log: {
      found: ({ id: finding, level }, text) =>
        logSetupFound(loggers.app, { finding, isError: level === 'error' }, text),
      mended: ({ id: finding }, text) => logSetupMended(loggers.app, { finding }, text),
      untold: (adminId, error) => logAdminUntold(loggers.app, { adminId }, error),
      trouble: (error) => logRulesTrouble(loggers.app, { subject: 'a look at the set-up' }, error),
    },
  })
  return {
    [Symbol.asyncDispose]: async () => {
      await Promise.allSettled([reports[Symbol.asyncDispose](), notices[Symbol.asyncDispose]()])
    },
  }
}
