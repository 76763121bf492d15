/**
 * Every way of saying no, as HTTP: one table from code to status and words for people. Programs get problem details (RFC 9457) with
 * `error` and `code`, browsers a small page. What is not in the table is our mistake: full detail to the log, none out.
 */
import { STATUS_CODES } from 'node:http'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { StreamBotError, type ErrorCode } from '../core/errors.js'
import { PAGE_HEADERS, toPage } from './page.js'
import { addVary } from './vary.js'
import {
  BASIC_CHALLENGE,
  FORM_CHALLENGE,
  isPasswordCode,
  PASSWORD_PAGE_HEADERS,
  toPasswordPage,
} from './password-page.js'

/** What only the front door itself can say. */
export type HttpErrorCode =
  | 'not_found'
  | 'bad_request'
  | 'method_not_allowed'
  | 'request_too_large'
  | 'too_many_connections'
  | 'precondition_failed'
  | 'range_not_satisfiable'
  | 'metrics_closed'
  | 'metrics_token_wrong'
  | 'app_password_required'
  | 'app_password_wrong'
  | 'person_not_allowed'
  | 'read_only'
  | 'internal_error'

/** The request itself cannot be answered as asked. */
export class HttpError extends Error {
  override readonly name = 'HttpError'

  constructor(
    readonly code: HttpErrorCode,
    readonly headers: Readonly<Record<string, string>> = {},
    /** Where the framework knows better than the table. */
    readonly status: number | null = null,
  ) {
    super(code)
  }
}

interface Words {
  readonly status: number
  readonly text: string
  /** For Retry-After when nobody knows better. */
  readonly retryAfterSeconds?: number
}

const TRY_AGAIN = 'The server cannot fetch files at the moment. Please try again soon.'
const OPERATOR = 'The server is not set up correctly. Please tell its operator.'

const WORDS = {
  link_not_found: { status: 404, text: 'There is no such link. Check that it was copied completely.' },
  link_expired: { status: 410, text: 'This link has expired. Ask for a new one.' },
  link_exhausted: { status: 410, text: 'This link was downloaded as often as it may be. Ask for a new one.' },
  link_banned: { status: 403, text: 'The person who made this link may not use this service any more.' },
  address_not_allowed: { status: 403, text: 'This link does not work from your network.' },
  password_required: { status: 401, text: 'This link needs a password.' },
  password_wrong: { status: 401, text: 'This is not the password of this link.' },
  too_many_attempts: {
    status: 429,
    text: 'Too many wrong passwords. Please wait before you try again.',
    retryAfterSeconds: 60,
  },
  too_many_requests: {
    status: 429,
    text: 'Too many requests from your address. Please wait a moment.',
    retryAfterSeconds: 10,
  },
  user_quota_used_up: { status: 429, text: 'The person who made this link has used up their traffic for this month.' },
  service_quota_used_up: { status: 503, text: 'This service has used up its traffic for this month.' },
  file_gone: { status: 404, text: 'The file of this link no longer exists.' },
  no_file: { status: 400, text: 'There is no file in this message.' },
  file_too_large: { status: 413, text: 'The file is too large.' },
  bad_config: { status: 503, text: OPERATOR },
  telegram_refused_credentials: { status: 503, text: OPERATOR },
  log_channel_unusable: { status: 503, text: OPERATOR },
  telegram_unavailable: { status: 503, text: TRY_AGAIN, retryAfterSeconds: 5 },
  store_unavailable: { status: 503, text: TRY_AGAIN, retryAfterSeconds: 5 },
  too_many_streams: {
    status: 503,
    text: 'Too many people are downloading right now. Please try again soon.',
    retryAfterSeconds: 10,
  },
  shutting_down: { status: 503, text: 'The server is restarting. Please try again soon.', retryAfterSeconds: 5 },
  not_found: { status: 404, text: 'There is nothing at this address.' },
  bad_request: { status: 400, text: 'The request cannot be understood.' },
  method_not_allowed: { status: 405, text: 'This cannot be done with this address.' },
  request_too_large: { status: 431, text: 'The request says more than this server reads.' },
  too_many_connections: {
    status: 429,
    text: 'Too many connections from your address. Please close some of them.',
    retryAfterSeconds: 5,
  },
  metrics_closed: {
    status: 403,
    text: 'Metrics are for this machine only, and where BASE_URL is another for nobody, unless METRICS_TOKEN is set.',
  },
  metrics_token_wrong: { status: 401, text: 'Metrics are for who has the token METRICS_TOKEN.' },
  app_password_required: {
    status: 401,
    text: 'These are files of one person: their Telegram id, and an app password that the bot gives for /webdav.',
  },
  app_password_wrong: {
    status: 401,
    text: 'There is no such app password for this user name, or not any more. The bot tells both for /webdav.',
  },
  person_not_allowed: { status: 403, text: 'You may not use this service, or not any more. Its owner knows why.' },
  read_only: {
    status: 405,
    text: 'Files are only read here. Send one to the bot to add it, and revoke its link to take it away.',
  },
  precondition_failed: { status: 412, text: 'The file is not the one the request is about.' },
  range_not_satisfiable: { status: 416, text: 'The file ends before the part that was asked for.' },
  internal_error: { status: 500, text: 'Something went wrong on our side.' },
} satisfies Record<ErrorCode | HttpErrorCode, Words>

/** By status, for the documents. */
export const STATUS_OF_CODE: ReadonlyMap<string, number> = new Map(
  Object.entries(WORDS).map(([code, { status }]) => [code, status]),
)

export interface ErrorResponse extends Refusal {
  readonly code: ErrorCode | HttpErrorCode
}

export function toErrorResponse(error: unknown): ErrorResponse {
  if (error instanceof HttpError) {
    const { status, text, retryAfterSeconds }: Words = WORDS[error.code]
    const headers: Record<string, string> = { ...error.headers }
    if (retryAfterSeconds !== undefined) headers['retry-after'] ??= String(retryAfterSeconds)
    return { status: error.status ?? status, code: error.code, text, headers }
  }
  if (error instanceof StreamBotError) {
    const words: Words = WORDS[error.code]
    const retryAfterSeconds =
      error.retryAfterMs === null ? words.retryAfterSeconds : Math.max(1, Math.ceil(error.retryAfterMs / 1000))
    const headers: Record<string, string> = {}
    if (retryAfterSeconds !== undefined) headers['retry-after'] = String(retryAfterSeconds)
    if (isPasswordCode(error.code)) headers['www-authenticate'] = BASIC_CHALLENGE
    return { status: words.status, code: error.code, text: words.text, headers }
  }
  const frameworkStatus = clientErrorStatus(error)
  if (frameworkStatus !== null) {
    const code = frameworkStatus === 413 ? 'request_too_large' : 'bad_request'
    return toErrorResponse(new HttpError(code, {}, frameworkStatus))
  }
  return { ...WORDS.internal_error, code: 'internal_error', headers: {} }
}

export async function sendError(request: FastifyRequest, reply: FastifyReply, error: unknown): Promise<void> {
  const response = toErrorResponse(error)
  const { status, code, text } = response
  if (!prefersHtml(request.headers.accept)) return sendProblem(reply, withoutDialog(request, response))
  setRefusalHeaders(reply, response)
  if (isPasswordCode(code)) await reply.headers(PASSWORD_PAGE_HEADERS).send(toPasswordPage(code, text))
  else await reply.headers(PAGE_HEADERS).send(toPage(text, `${status} ${code}`))
}

/** A page's own requests and media take anything, and would open the browser's dialog over it. Browsers alone say where a request begins. */
function withoutDialog({ headers }: FastifyRequest, response: ErrorResponse): ErrorResponse {
  if (!isPasswordCode(response.code) || headers['sec-fetch-site'] === undefined) return response
  return { ...response, headers: { ...response.headers, 'www-authenticate': FORM_CHALLENGE } }
}

export interface Refusal {
  readonly status: number
  /** What a program goes by. */
  readonly code: string
  /** What a person reads. */
  readonly text: string
  readonly headers: Readonly<Record<string, string>>
}

/** For programs. Types of problems are told apart by `code` alone (RFC 9457 §4.2.1). */
export async function sendProblem(reply: FastifyReply, refusal: Refusal): Promise<void> {
  setRefusalHeaders(reply, refusal)
  await reply.header('content-type', 'application/problem+json').send(toProblem(refusal))
}

/** Says nothing of the request: a link that was revoked looks as if it had never been, to the last byte. */
export function toProblem({ status, code, text }: Pick<Refusal, 'status' | 'code' | 'text'>): string {
  const title = STATUS_CODES[status] ?? 'Refused'
  return JSON.stringify({ type: 'about:blank', title, status, detail: text, error: text, code })
}

function setRefusalHeaders(reply: FastifyReply, { status, headers }: Pick<Refusal, 'status' | 'headers'>): void {
  reply.code(status).headers({ ...headers, 'cache-control': 'no-store' })
  addVary(reply, 'Accept')
}

/** The framework's own refusals (bad URL, body too large, …) carry a status below 500. */
function clientErrorStatus(error: unknown): number | null {
  if (!(error instanceof Error) || !('statusCode' in error) || typeof error.statusCode !== 'number') return null
  return error.statusCode >= 400 && error.statusCode < 500 ? error.statusCode : null
}

/** Browsers name text/html; programs that take anything, or JSON at least as gladly, get JSON. */
export function prefersHtml(accept: string | undefined): boolean {
  const html = qualityOf(accept, 'text/html')
  return html > 0 && html > qualityOf(accept, 'application/json')
}

function qualityOf(accept: string | undefined, type: string): number {
  for (const range of accept?.split(',') ?? []) {
    const [name, ...parameters] = range.split(';').map((part) => part.trim().toLowerCase())
    if (name !== type) continue
    const quality = parameters.find((parameter) => parameter.startsWith('q='))
    return quality === undefined ? 1 : Number(quality.slice(2)) || 0
  }
  return 0
}
