/** Why a stream ends before its last byte without anybody's failing. The reason of the request's abort signal. */
export class StreamStop extends Error {
  override readonly name = 'StreamStop'

  constructor(
    readonly outcome: 'left' | 'stalled' | 'cancelled' | 'stopped',
    /** For the log, where the outcome does not say it all. */
    readonly reason: string | null = null,
  ) {
    super(reason ?? `The stream was ended: ${outcome}`)
  }
}
