/** What Telegram's answers mean to us. One place knows the error texts (core.telegram.org/api/errors). */
import { tl } from '@mtcute/core'
import { StreamBotError } from '../core/errors.js'
import { KeyForgottenError, TooManyRequestsError } from './connections/connection-errors.js'

/** What to do about a failed file call. */
export type Verdict =
  // Not before then: this client with all its connections, or only the connection it was said to.
  | { readonly kind: 'cool_down'; readonly waitMs: number; readonly scope: 'client' | 'connection' }
  | { readonly kind: 'stale_reference' } // ask for the message again, then repeat
  | { readonly kind: 'other_dc'; readonly dcId: number } // the file lives elsewhere
  | { readonly kind: 'retry' } // somebody else, or later
  | { readonly kind: 'client_lost'; readonly reason: string } // this client cannot serve until somebody acts
  | { readonly kind: 'fatal' } // no client will do better

/** Transport error 429 names no time (github.com/tdlib/telegram-bot-api issue 755: answers come late for minutes). */
const TOO_MANY_REQUESTS_MS = 5000

export function judge(error: unknown): Verdict {
  if (error instanceof TooManyRequestsError) return { kind: 'cool_down', waitMs: TOO_MANY_REQUESTS_MS, scope: 'client' }
  if (error instanceof KeyForgottenError) return { kind: 'client_lost', reason: 'Telegram forgot its key' }
  if (!tl.RpcError.is(error)) return { kind: 'retry' } // timeouts, dropped connections: never reached Telegram
  if (error.is('FLOOD_WAIT_%d')) return { kind: 'cool_down', waitMs: toWaitMs(error.seconds), scope: 'client' }
  // The library knows only FLOOD_WAIT by its pattern; this one keeps its number in the text.
  const premiumWait = /^FLOOD_PREMIUM_WAIT_(\d+)$/.exec(error.text)
  // Its allowance is the connection's (github.com/mateof/TelegramFileManager issue 100).
  if (premiumWait) return { kind: 'cool_down', waitMs: toWaitMs(Number(premiumWait[1])), scope: 'connection' }
  if (error.is('FILE_MIGRATE_%d')) return { kind: 'other_dc', dcId: error.newDc }
  if (error.text.startsWith('FILE_REFERENCE_')) return { kind: 'stale_reference' }
  const lost = LOST[error.text]
  if (lost) return { kind: 'client_lost', reason: lost }
  // Unauthorized: says something of this login and nothing of the file.
  if (error.code === 401) return { kind: 'client_lost', reason: `Telegram refuses its login (${error.text})` }
  return error.code >= 500 || error.code < 0 ? { kind: 'retry' } : { kind: 'fatal' }
}

/** Never nothing, so that a client that is told to wait is left alone for a while in any case. */
function toWaitMs(seconds: number): number {
  return Math.max(1, seconds) * 1000
}

const LOST: Readonly<Record<string, string>> = {
  AUTH_KEY_UNREGISTERED: 'Telegram forgot its login',
  SESSION_REVOKED: 'its login was revoked',
  USER_DEACTIVATED: 'the bot was deleted',
  USER_DEACTIVATED_BAN: 'Telegram banned the bot',
  CHANNEL_PRIVATE: 'it is not a member of the log channel',
  CHANNEL_INVALID: 'it cannot see the log channel',
}

/** One clear sentence on why a bot cannot log in and what to change. */
export function explainLogin(error: unknown, tokenName: string): StreamBotError {
  const explained = tl.RpcError.is(error) ? LOGIN[error.text] : undefined
  if (explained) return new StreamBotError('telegram_refused_credentials', explained(tokenName), { cause: error })
  return toStreamBotError(error, `${tokenName} could not log in`)
}

const LOGIN: Readonly<Record<string, (tokenName: string) => string>> = {
  API_ID_INVALID: () =>
    'Telegram does not accept API_ID together with API_HASH: copy both again from https://my.telegram.org/apps.',
  API_ID_PUBLISHED_FLOOD: () =>
    'This API_ID is public and Telegram blocks it: create your own at https://my.telegram.org/apps.',
  ACCESS_TOKEN_INVALID: (name) => `${name} is not a bot token Telegram knows: copy it again from @BotFather.`,
  ACCESS_TOKEN_EXPIRED: (name) => `${name} was revoked: ask @BotFather for the bot's current token (/token).`,
  USER_DEACTIVATED_BAN: (name) => `Telegram banned the bot of ${name}: create another with @BotFather.`,
}

/** @returns `error` itself where it is ours already, else a `telegram_unavailable` that keeps it as its cause */
export function toStreamBotError(error: unknown, doing: string): StreamBotError {
  if (error instanceof StreamBotError) return error
  const retryAfterMs = tl.RpcError.is(error, 'FLOOD_WAIT_%d') ? error.seconds * 1000 : undefined
  return new StreamBotError('telegram_unavailable', `${doing}: ${describe(error)}`, {
    cause: error,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  })
}

function describe(error: unknown): string {
  if (tl.RpcError.is(error)) return `Telegram answered ${error.code} ${error.text}`
  if (error instanceof DOMException && error.name === 'TimeoutError') return 'Telegram did not answer in time'
  return error instanceof Error ? error.message : String(error)
}
