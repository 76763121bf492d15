/** The caller of the control interface asked for something that cannot be: says what to change. */
import { ZodError } from 'zod'
import { RpcError } from '../rpc-error.js'

export class ControlError extends Error {
  override readonly name = 'ControlError'

  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message)
  }
}

/** What to do about refusals that come up often; the rest are explained by Telegram's own pages. */
const advice: Record<string, string> = {
  CHANNEL_PRIVATE: 'the account is not a member: POST /channels/{id}/members first',
  CHAT_WRITE_FORBIDDEN: 'the account may not post: PUT /channels/{id}/admins/{accountId} with the right postMessages',
  CHAT_ADMIN_REQUIRED: 'the account is not an administrator: PUT /channels/{id}/admins/{accountId}',
  USERNAME_OCCUPIED: 'choose another username',
  USERNAME_INVALID: 'a username has 5 to 32 letters, digits and underscores; a bot’s ends in "bot"',
  MESSAGE_EMPTY: 'give the message a text or a media',
  MESSAGE_TOO_LONG: 'a text has up to 4,096 characters, a caption up to 1,024',
  MESSAGE_ID_INVALID: 'there is no such message in this chat; GET /chats/{type}/{id}/messages lists them',
  PEER_ID_INVALID: 'there is no such chat; GET /accounts and GET /channels list them',
  USER_IS_BLOCKED: 'the other side has blocked this account',
  BOT_RESPONSE_TIMEOUT: 'the bot did not answer in time; a larger timeoutMs waits longer',
}

export interface ErrorAnswer {
  readonly status: number
  readonly body: { readonly error: string; readonly code: string }
}

export function toErrorAnswer(error: unknown): ErrorAnswer {
  if (error instanceof ControlError) return answer(error.status, error.code, error.message)
  if (error instanceof ZodError) return answer(400, 'INVALID_REQUEST', describeIssues(error))
  if (error instanceof RpcError) {
    const hint = advice[error.text] ?? 'see https://core.telegram.org/api/errors'
    return answer(error.code >= 400 && error.code < 500 ? error.code : 409, error.text, `${error.text}: ${hint}`)
  }
  const { status, message } = describe(error)
  return answer(status, status < 500 ? 'REFUSED' : 'INTERNAL', message)
}

/** Fastify's own errors carry their status; a plain Error is a refusal by the simulator; anything else is its bug. */
function describe(error: unknown): { status: number; message: string } {
  if (!(error instanceof Error)) return { status: 500, message: String(error) }
  if ('statusCode' in error && typeof error.statusCode === 'number') {
    return { status: error.statusCode, message: error.message }
  }
  return { status: error.constructor === Error ? 400 : 500, message: error.message }
}

function answer(status: number, code: string, error: string): ErrorAnswer {
  return { status, body: { error, code } }
}

function describeIssues({ issues }: ZodError): string {
  return issues.map(({ path, message }) => (path.length > 0 ? `${path.join('.')}: ${message}` : message)).join('; ')
}
