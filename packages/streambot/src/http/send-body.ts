/**
 * Writes a body of known length to a response that has its head already. One buffer at a time, written as it comes; the
 * next is pulled when the socket has taken the last. Either every byte is sent or the socket is destroyed: a body that
 * ends early or fails is never made to look complete.
 */
import type { ServerResponse } from 'node:http'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { LentBytes } from '../core/lent-bytes.js'
import type { StreamOutcome } from '../events.js'
import { StreamStop } from './stream-stop.js'
import { untilAborted } from '../core/until-aborted.js'

export interface Body {
  readonly first: LentBytes
  readonly rest: AsyncIterator<LentBytes>
  readonly lengthBytes: number
}

export interface BodyEnd {
  readonly outcome: StreamOutcome
  readonly sentBytes: number
  /** Of whoever ended it. */
  readonly reason?: string
  readonly error?: unknown
}

/**
 * @param stop aborted when the response closes; aborted here when the visitor takes nothing for `stallTimeoutMs`
 * @param onSent told of bytes that the kernel has taken
 */
export async function sendBody(
  response: ServerResponse,
  body: Body,
  stop: AbortController,
  stallTimeoutMs: number,
  onSent: (bytes: number) => void,
): Promise<BodyEnd> {
  const gate = new WriteGate(response)
  // Node's own timer restarts whenever the socket moves, also inside one long write.
  response.setTimeout(stallTimeoutMs, () => {
    if (gate.isWaiting) stop.abort(new StreamStop('stalled'))
  })
  let sentBytes = 0
  try {
    let chunk: LentBytes | undefined = body.first
    while (chunk !== undefined) {
      if (sentBytes + chunk.bytes.byteLength > body.lengthBytes)
        throw new Error('The source gave more bytes than it has')
      sentBytes += chunk.bytes.byteLength
      gate.write(chunk, onSent)
      chunk = undefined // not held while waiting
      while (gate.isWriting) await untilAborted(gate.wait(), stop.signal)
      // A turn of the event loop per buffer: a source that is always ready would otherwise starve every other request.
      await untilAborted(nextTurn(), stop.signal)
      const next = await untilAborted(body.rest.next(), stop.signal)
      chunk = next.done ? undefined : next.value
    }
    if (sentBytes !== body.lengthBytes)
      throw new Error(`The source ended after ${sentBytes} of ${body.lengthBytes} bytes`)
    response.end()
    while (!response.writableFinished) await untilAborted(gate.wait(), stop.signal)
    return { outcome: 'complete', sentBytes }
  } catch (error) {
    response.destroy()
    const stopped: unknown = stop.signal.reason
    if (stopped instanceof StreamStop) {
      const { outcome, reason } = stopped
      return { outcome, sentBytes, ...(reason === null ? {} : { reason }) }
    }
    return { outcome: 'failed', sentBytes, error }
  } finally {
    gate[Symbol.dispose]()
  }
}

/** Writes one buffer at a time. One listener for the whole body, however many buffers it has. */
class WriteGate implements Disposable {
  #wake: (() => void) | null = null
  /** The kernel has not taken all of the last buffer. */
  isWriting = false

  constructor(private readonly response: ServerResponse) {
    response.on('finish', this.#open)
  }

  get isWaiting(): boolean {
    return this.#wake !== null
  }

  /** The buffer is free again when the kernel has all of it; after an error nobody knows who still reads it, so it is let go. */
  write(lent: LentBytes, onSent: (bytes: number) => void): void {
    this.isWriting = true
    this.response.write(lent.bytes, (error) => {
      if (error) return
      onSent(lent.bytes.byteLength)
      lent.release()
      this.isWriting = false
      this.#open()
    })
  }

  /** Until the socket has taken what was written; a socket that closes aborts the stream's signal instead. */
  wait(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve
    })
  }

  readonly #open = (): void => {
    const wake = this.#wake
    this.#wake = null
    wake?.()
  };

  [Symbol.dispose](): void {
    this.response.off('finish', this.#open)
  }
}
