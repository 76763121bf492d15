/** What an error says about the client that met it, and so what helps: wait, log in again, ask the operator, or just try later. */
import { tl } from '@mtcute/core'
import { StreamBotError } from '../../core/errors.js'
import { judge } from '../telegram-error.js'

export type Ailment =
  | { readonly kind: 'cooling'; readonly reason: string; readonly waitMs: number }
  | {
      readonly kind:
        | 'login_lost' // logging in again helps
        | 'banned' // only Telegram can help
        | 'refused' // the operator has to correct a token or API_ID
        | 'outsider' // the operator has to give it access to the log channel
        | 'trouble' // network and the like: later
      readonly reason: string
    }

export function diagnose(error: unknown): Ailment {
  const answer = answerIn(error)
  const verdict = judge(answer ?? error)
  if (verdict.kind === 'cool_down') {
    return { kind: 'cooling', reason: 'Telegram told it to wait', waitMs: verdict.waitMs }
  }
  const reason = verdict.kind === 'client_lost' ? verdict.reason : messageOf(error)
  if (answer) {
    if (BANNED.has(answer.text)) return { kind: 'banned', reason }
    if (NO_ACCESS.has(answer.text)) {
      return { kind: 'outsider', reason: error instanceof StreamBotError ? error.message : reason }
    }
    if (isRefused(error)) return { kind: 'refused', reason: messageOf(error) }
    if (answer.code === 401 || answer.code === 406) return { kind: 'login_lost', reason }
  }
  if (isRefused(error)) return { kind: 'refused', reason: messageOf(error) }
  if (error instanceof StreamBotError && error.code === 'log_channel_unusable') {
    return { kind: 'outsider', reason: error.message }
  }
  return { kind: verdict.kind === 'client_lost' ? 'login_lost' : 'trouble', reason }
}

const BANNED = new Set(['USER_DEACTIVATED', 'USER_DEACTIVATED_BAN'])
const NO_ACCESS = new Set(['CHANNEL_PRIVATE', 'CHANNEL_INVALID'])

/** Telegram's own answer: the error itself, or what a clearer one was made of. */
function answerIn(error: unknown): tl.RpcError | null {
  if (tl.RpcError.is(error)) return error
  return error instanceof Error && error.cause !== undefined ? answerIn(error.cause) : null
}

function isRefused(error: unknown): boolean {
  return error instanceof StreamBotError && error.code === 'telegram_refused_credentials'
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
