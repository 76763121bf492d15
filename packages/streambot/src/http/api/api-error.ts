/** How the API says no, besides what every route can say: a code for programs, its status, and one sentence that says what to change. */

export type ApiErrorCode =
  | 'token_required'
  | 'token_wrong' // unknown, revoked or over: they look alike to a guesser
  | 'scope_missing'
  | 'address_refused'
  | 'invalid_input'
  | 'no_such_record'
  | 'conflict'
  | 'file_refused'
  | 'post_unusable'
  | 'too_many_followers'
  | 'too_many_uploads'
  | 'length_required'
  | 'upload_stalled'

const WORDS = {
  token_required: { status: 401, text: 'Send a token: Authorization: Bearer sb_…' },
  token_wrong: { status: 401, text: 'This token is unknown, revoked or over.' },
  scope_missing: { status: 403, text: 'The token is not good for this.' },
  address_refused: { status: 403, text: 'The API is closed to your address.' },
  invalid_input: { status: 400, text: 'The request is not as the API takes it.' },
  no_such_record: { status: 404, text: 'There is no such thing.' },
  conflict: { status: 409, text: 'This contradicts what was done before.' },
  file_refused: { status: 422, text: 'The service takes no such files.' },
  post_unusable: { status: 422, text: 'This post cannot be used.' },
  too_many_uploads: { status: 503, text: 'Too many files come in already.', retryAfterSeconds: 10 },
  length_required: { status: 411, text: 'Say with Content-Length how many bytes come.' },
  upload_stalled: { status: 408, text: 'Less than 64 KiB of the file came within a minute.' },
  too_many_followers: { status: 503, text: 'Too many programs follow the log already.', retryAfterSeconds: 30 },
} satisfies Record<ApiErrorCode, { status: number; text: string; retryAfterSeconds?: number }>

/** A program gets `text` as it is: nothing in it is for the operator alone. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly status: number
  readonly headers: Readonly<Record<string, string>>

  constructor(
    readonly code: ApiErrorCode,
    readonly text: string = WORDS[code].text,
  ) {
    super(text)
    const words: { status: number; retryAfterSeconds?: number } = WORDS[code]
    this.status = words.status
    this.headers = {
      ...(this.status === 401 ? { 'www-authenticate': 'Bearer realm="StreamBot API"' } : {}),
      ...(words.retryAfterSeconds === undefined ? {} : { 'retry-after': `${words.retryAfterSeconds}` }),
    }
  }
}

export function statusOf(code: ApiErrorCode): number {
  return WORDS[code].status
}
