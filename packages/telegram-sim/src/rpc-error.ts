/** Telegram answered no: becomes an `rpc_error` with this code and text (core.telegram.org/api/errors). */
export class RpcError extends Error {
  override readonly name = 'RpcError'

  constructor(
    readonly code: number,
    readonly text: string,
  ) {
    super(`${code} ${text}`)
  }
}
