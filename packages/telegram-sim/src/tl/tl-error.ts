/** Bytes that are not TL, or an object that does not fit its constructor. Never more than an error answer to a client. */
export class TlError extends Error {
  override readonly name = 'TlError'

  constructor(
    /** What Telegram answers to a request of this kind. */
    readonly text: string,
    detail: string,
  ) {
    super(`${text}: ${detail}`)
  }
}

export function fetchError(detail: string): TlError {
  return new TlError('INPUT_FETCH_ERROR', detail)
}
