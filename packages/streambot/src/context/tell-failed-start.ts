/**
 * A start that fails at something an operator has to mend is told to admins in their chats, where the bot got so far as to be logged in. Changes
 * nothing about how the start ends. A process manager tries again and again: the same is told once an hour.
 */
import { KnownPeople } from '../actions/known-people.js'
import { textsFor } from '../bot/texts/texts.js'
import type { Config } from '../config/config.js'
import { StreamBotError } from '../core/errors.js'
import { escapeHtml } from '../core/escape-html.js'
import { untilAborted } from '../core/until-aborted.js'
import type { Clock } from '../ports/clock.js'
import type { UserStore } from '../ports/user-store.js'
import type { BotClient } from '../telegram/clients/bot-client.js'
import { TelegramMessenger } from '../telegram/people/telegram-messenger.js'
import type { Primary } from '../telegram/people/primary-call.js'

const LIMIT_MS = 10_000
const HOUR_MS = 3_600_000

export interface FailedStartDeps {
  readonly clock: Clock
  readonly users: UserStore
  readonly config: Pick<Config, 'adminIds'>
  /** Whoever stops a start has no more time for it. */
  readonly signal: AbortSignal
}

/** Never rejects. @param primary logged in where it has a client */
export async function tellFailedStart(
  deps: FailedStartDeps,
  primary: Primary & { readonly client: BotClient | null },
  error: unknown,
): Promise<void> {
  if (!(error instanceof StreamBotError) || !['log_channel_unusable', 'bad_config'].includes(error.code)) return
  if (!primary.client) return
  const limit = AbortSignal.any([deps.signal, AbortSignal.timeout(LIMIT_MS)])
  const messenger = new TelegramMessenger(primary)
  const people = new KnownPeople({ clock: deps.clock, users: deps.users })
  // Telegram refuses to send one of the same name again.
  const name = `start failed ${Math.floor(deps.clock.now() / HOUR_MS)} ${error.message}`
  const tell = async (chatId: number) => {
    const { setup } = textsFor(await people.languageOfUser(chatId)).admins
    const html = `${setup.startFailed}\n${escapeHtml(error.message)}`
    await messenger.send({ chatId, replyTo: null, name }, { html }, limit)
  }
  // Who cannot be told reads the log, where it stands in any case.
  await untilAborted(Promise.allSettled(deps.config.adminIds.map(tell)), limit).catch(() => {})
}
