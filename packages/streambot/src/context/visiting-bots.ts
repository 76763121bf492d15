/**
 * Bots logged in to be asked what they may do, each by itself: one that is refused says why and keeps none of the others from answering. Sessions
 * are in memory, never ask for updates, and are logged out at the end, so that a server that runs with the same bots notices nothing.
 */
import { finding, type SetupFinding } from '../actions/setup-findings.js'
import { StreamBotError } from '../core/errors.js'
import type { BotRights } from '../ports/bot-rights.js'
import {
  connectBot,
  type BotCredentials,
  type ConnectedBot,
  type ConnectOptions,
} from '../telegram/clients/connect-bot.js'
import { TelegramBotRights, type AskedBot } from '../telegram/clients/telegram-bot-rights.js'
import { logOut } from './visit-telegram.js'

const LOGIN_TIMEOUT_MS = 20_000

interface Guest {
  readonly name: string
  readonly outcome: ConnectedBot | StreamBotError
}

export class VisitingBots implements AsyncDisposable {
  readonly rights: BotRights

  private constructor(
    private readonly guests: readonly Guest[],
    logChannelId: number,
  ) {
    const bots = guests.map(toEmployed)
    this.rights = new TelegramBotRights({ bots: () => bots, primary: primaryOf(guests) }, logChannelId)
  }

  /** The primary first. @param logChannelId bare. @throws the signal's reason when aborted */
  static async logIn(
    credentials: readonly BotCredentials[],
    options: ConnectOptions,
    logChannelId: number,
    signal: AbortSignal,
  ): Promise<VisitingBots> {
    const patience = { ...options, loginTimeoutMs: LOGIN_TIMEOUT_MS }
    const guests = await Promise.all(
      credentials.map(async (it) => ({
        name: it.name,
        outcome: await outcomeOf(connectBot(it, patience, false, signal)),
      })),
    )
    const visiting = new VisitingBots(guests, logChannelId)
    if (!signal.aborted) return visiting
    await visiting[Symbol.asyncDispose]()
    throw signal.reason
  }

  /** Where a bot is out of reach because of what it was logged in with, that is the finding. */
  readonly explain = (found: SetupFinding): SetupFinding => {
    if (found.id !== 'bot_unreachable') return found
    const outcome = this.guests.find(({ name }) => name === found.bot)?.outcome
    if (!(outcome instanceof StreamBotError) || outcome.code !== 'telegram_refused_credentials') return found
    const { bot, role, username, reason } = found
    if (/API_ID/.test(outcome.message)) return finding('credentials_refused', { reason })
    if (/banned/.test(outcome.message)) return finding('bot_banned', { bot, role, username, reason })
    return finding('bot_token_refused', { bot, role, username, reason })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.allSettled(
      this.guests.map(async ({ outcome }) => {
        if (outcome instanceof StreamBotError) return
        await logOut(outcome).catch(() => {})
        await outcome.client.destroy()
      }),
    )
  }
}

async function outcomeOf(login: Promise<ConnectedBot>): Promise<Guest['outcome']> {
  try {
    return await login
  } catch (error) {
    if (error instanceof StreamBotError) return error
    return new StreamBotError('telegram_unavailable', String(error), { cause: error })
  }
}

function toEmployed({ name, outcome }: Guest, at: number): AskedBot {
  const role = at === 0 ? 'primary' : 'worker'
  const about = { name, sinceMs: 0 }
  if (outcome instanceof StreamBotError) {
    return { role, status: { ...about, state: 'unreachable', reason: outcome.message }, client: null }
  }
  return { role, status: { ...about, state: 'healthy', reason: null }, client: outcome }
}

function primaryOf([primary]: readonly Guest[]): ConstructorParameters<typeof TelegramBotRights>[0]['primary'] {
  return {
    loggedIn: () => {
      const outcome = primary?.outcome ?? new StreamBotError('telegram_unavailable', 'There is no bot')
      return outcome instanceof StreamBotError ? Promise.reject(outcome) : Promise.resolve(outcome)
    },
    reportLost: () => {},
  }
}
