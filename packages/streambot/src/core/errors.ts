/**
 * Every way StreamBot says no, as one union. Core errors know neither HTTP nor Telegram texts:
 * `http/error-response.ts` and `bot/apology.ts` each translate them with one table.
 */

export type ErrorCode =
  // The visitor asked for something that is not there.
  | 'link_not_found' // unknown, altered, truncated or revoked token: all look alike to a guesser
  | 'link_expired' // was good once
  | 'link_exhausted' // as many readers as it may have
  | 'file_gone' // the copy in the log channel was deleted
  // The visitor may not have it, or not now.
  | 'link_banned' // its owner is banned
  | 'address_not_allowed' // bound to other addresses
  | 'password_required'
  | 'password_wrong'
  | 'too_many_attempts' // of passwords
  | 'too_many_requests' // from one address
  | 'user_quota_used_up' // of the link's owner, this month
  | 'service_quota_used_up' // this month
  // The sender's file or message cannot be taken.
  | 'no_file' // the message carries nothing that can be linked
  | 'file_too_large' // above the configured limit
  // The operator has to change something.
  | 'bad_config'
  | 'telegram_refused_credentials'
  | 'log_channel_unusable'
  // Nobody's fault for long.
  | 'telegram_unavailable' // no client can serve right now
  | 'store_unavailable' // the database does not answer
  | 'too_many_streams' // there is no memory for one more
  | 'shutting_down'

/** Something failed for a known reason. `message` is for the log; people read what the front doors make of `code`. */
export class StreamBotError extends Error {
  override readonly name: string = 'StreamBotError'

  constructor(
    readonly code: ErrorCode,
    message: string,
    options?: ErrorOptions & { readonly retryAfterMs?: number },
  ) {
    super(message, options)
    this.retryAfterMs = options?.retryAfterMs ?? null
  }

  /** When trying again makes sense, in milliseconds from now; null when it does not or nobody knows. */
  readonly retryAfterMs: number | null
}

export function hasCode(error: unknown, code: ErrorCode): error is StreamBotError {
  return error instanceof StreamBotError && error.code === code
}
