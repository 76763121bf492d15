/** How a data connection ends. */

/** The connection is gone and with it the answers to its calls. The same calls may succeed on another one. */
export class ConnectionLostError extends Error {
  override readonly name: string = 'ConnectionLostError'
}

/** The data centre does not know our key (transport error 404): it has to be made anew. */
export class KeyForgottenError extends ConnectionLostError {
  override readonly name = 'KeyForgottenError'
}

/** The data centre is asked too much or too often (transport error 429). */
export class TooManyRequestsError extends ConnectionLostError {
  override readonly name = 'TooManyRequestsError'
}

/** @param code as sent: a packet of four bytes (core.telegram.org/mtproto/mtproto-transports#transport-errors) */
export function toTransportError(code: number): ConnectionLostError {
  const message = `Telegram closed the connection with transport error ${code}`
  if (code === -404) return new KeyForgottenError(message)
  if (code === -429) return new TooManyRequestsError(message)
  return new ConnectionLostError(message)
}
