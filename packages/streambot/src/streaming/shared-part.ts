/**
 * One part that exists: on its way or ready, read by any number of streams. Its fetch is given up when the last of them leaves;
 * its buffer goes back when nobody can be reading it any more.
 */
import type { FetchedPart, PartSpan } from '../ports/file-source.js'
import type { PartCharge } from './part-charge.js'

export type PartState = 'fetching' | 'ready' | 'over'

export class SharedPart {
  state: PartState = 'fetching'
  /** Has left for Telegram; until then it waits in its source's queue. */
  isSent = false
  /** When somebody last let go of it. */
  usedAtMs = 0
  readonly stop = new AbortController()
  /** Ids of the streams that hold it. */
  readonly streamIds = new Set<string>()
  /** Settles as the fetch does. */
  readonly whenReady: Promise<FetchedPart>
  #lent: FetchedPart | null = null
  #isAbandoned = false

  constructor(
    readonly fileKey: string,
    readonly span: PartSpan,
    /** Whose message it is read from. */
    readonly logMessageId: number,
    readonly charge: PartCharge,
    fetch: (part: SharedPart) => Promise<FetchedPart>,
  ) {
    this.whenReady = fetch(this)
    // Who waits is told of a failure; when nobody does, nobody needs to know.
    this.whenReady.catch(() => {})
  }

  ready(lent: FetchedPart): void {
    this.state = 'ready'
    this.isSent = true
    this.#lent = lent
  }

  /** Somebody may read the buffer after everybody has let go: a socket that failed. It is left to be collected. */
  abandon(): void {
    this.#isAbandoned = true
  }

  /** Nobody will read it again. */
  end(reason: Error): void {
    const lent = this.#lent
    this.#lent = null
    if (this.state === 'fetching') this.stop.abort(reason)
    this.state = 'over'
    if (!this.#isAbandoned) lent?.release()
  }
}
