/** How the API says no, besides what every route can say: a code for programs, its status, and one sentence that says what to change. */

export type ApiErrorCode =
  | 'token_required'
  | 'token_wrong' // unknown, revoked or over: they look alike to a guesser
  | 'session_required' // the dashboard's cookie is missing, or its session is over
  | 'login_refused' // a code or token that is unknown, used or over: alike, too
  | 'cross_site' // a browser asks for a page that is not the dashboard's
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
  | 'upload_too_large'
  | 'upload_offset_wrong'
  | 'upload_gone'
  | 'upload_busy'
  | 'tus_version'

const WORDS = {
  token_required: { status: 401, text: 'Send a token: Authorization: Bearer sb_…' },
  token_wrong: { status: 401, text: 'This token is unknown, revoked or over.' },
  session_required: { status: 401, text: 'Nobody is logged in here. Send /dashboard to the bot for a way in.' },
  login_refused: {
    status: 401,
    text: 'This opens nothing: it is unknown, was used before, or is over. Send /dashboard to the bot for a new one.',
  },
  cross_site: {
    status: 403,
    text: 'Only the dashboard’s own page may ask with its cookie. If this is it, set BASE_URL, and TRUST_PROXY to the address of your proxy.',
  },
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
  upload_too_large: { status: 413, text: 'This is more than the service takes, or than was said to come.' },
  upload_offset_wrong: { status: 409, text: 'The upload goes on elsewhere: ask HEAD for its Upload-Offset.' },
  upload_gone: { status: 410, text: 'This upload was given up, because nothing came for an hour: begin anew.' },
  upload_busy: { status: 423, text: 'Another request is at work on this upload.' },
  tus_version: { status: 412, text: 'Speak version 1.0.0 of the tus protocol, and say so: Tus-Resumable: 1.0.0' },
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
