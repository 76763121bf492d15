/**
 * A range of a file as buffers in order, for one reader. Parts are asked for ahead as far as the window and the budget go; what the
 * stream holds is everything it asked for until the reader has released it. Leaving or aborting frees all of it at once.
 *
 * A reader who releases nothing gets no more than its window.
 */
import { StreamBotError } from '../core/errors.js'
import type { LentBytes } from '../core/lent-bytes.js'
import type { InclusiveRange } from '../core/range.js'
import { untilAborted } from '../core/until-aborted.js'
import type { FetchedPart } from '../ports/file-source.js'
import type { ByteBudget } from './byte-budget.js'
import type { PartHold } from './part-hold.js'
import type { PartSource, SourceFile } from './part-source.js'
import { partAt } from './plan-parts.js'
import { ReadAhead } from './read-ahead.js'
import type { StreamRecord } from './stream-record.js'
import type { StreamShare } from './stream-share.js'

/** A reader that takes nothing for so long has stopped; what lies ready for it is of more use to others. */
const STOPPED_MS = 1000
const STOPPED_SHORTLY_MS = 50

export interface RangeReaderDeps {
  readonly parts: Pick<PartSource, 'ask'>
  readonly budget: ByteBudget
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number
}

/** @throws StreamBotError too_many_streams */
export function admitStream(budget: ByteBudget): StreamShare {
  const share = budget.admit()
  if (!share) throw new StreamBotError('too_many_streams', 'There is no room for one more stream')
  return share
}

export class RangeReader implements AsyncIterableIterator<LentBytes> {
  readonly #window = new ReadAhead()
  readonly #ended = new AbortController()
  readonly #share: StreamShare
  /** Asked for and not handed out, in order. */
  readonly #ahead: PartHold[] = []
  /** Handed out and not released. */
  readonly #out = new Set<PartHold>()
  /** First byte that nobody has been asked for. */
  #askAt: number
  /** First byte that was not handed out. */
  #readAt: number
  /** When the reader got what it has in its hands; null while it waits for more. */
  #givenAtMs: number | null
  #isHeldUp = false
  #failure: { readonly error: unknown } | null = null
  #onRoom: (() => void) | null = null

  /**
   * @param lentShare of a stream that reads several files, one after the other, and holds nothing of the one before: who was admitted is not
   * turned away in the middle
   * @throws StreamBotError too_many_streams, before anything is asked of anybody
   */
  constructor(
    private readonly deps: RangeReaderDeps,
    private readonly file: SourceFile,
    private readonly range: InclusiveRange,
    private readonly record: Pick<StreamRecord, 'id' | 'attach' | 'servedBy'>,
    private readonly signal: AbortSignal,
    private readonly lentShare?: StreamShare,
  ) {
    signal.throwIfAborted()
    this.#share = lentShare ?? admitStream(deps.budget)
    this.#askAt = range.start
    this.#readAt = range.start
    this.#givenAtMs = deps.now()
    signal.addEventListener('abort', this.#abort, { once: true })
    record.attach(this)
  }

  get heldBytes(): number {
    return this.#share.heldBytes
  }

  /** @throws StreamBotError what the source throws; the signal's reason when aborted */
  async next(): Promise<IteratorResult<LentBytes, undefined>> {
    if (this.#readAt > this.range.end) this.#finish()
    if (this.#failure !== null) throw this.#failure.error
    if (this.#readAt > this.range.end || this.#ended.signal.aborted) return { done: true, value: undefined }
    try {
      return { done: false, value: await this.#take() }
    } catch (error) {
      this.#fail(error)
      throw error
    }
  }

  /** The reader leaves: nothing of it is held any more. */
  return(): Promise<IteratorResult<LentBytes, undefined>> {
    this.#close()
    return Promise.resolve({ done: true, value: undefined })
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  /**
   * A reader that has stopped lets go of what lies ahead of it. Ready parts stay cached while there is room.
   * @param isShort others need the room: a shorter stop will do
   */
  sweep(isShort = false): void {
    const stoppedMs = isShort ? STOPPED_SHORTLY_MS : STOPPED_MS
    if (this.#givenAtMs === null || this.deps.now() - this.#givenAtMs < stoppedMs) return
    this.#window.close()
    this.#letGoAhead()
  }

  async #take(): Promise<LentBytes> {
    const givenAtMs = this.#givenAtMs ?? this.deps.now()
    const wasAllReady = this.#ahead.every((later) => later.isReady)
    const hold = await this.#nextHold()
    const askedAtMs = this.deps.now()
    this.#givenAtMs = null
    const { hold: arrived, part } = await this.#arrival(hold)
    this.#ended.signal.throwIfAborted() // it may have come in the same turn
    this.#givenAtMs = this.deps.now()
    const turn = {
      readerMs: askedAtMs - givenAtMs,
      upstreamMs: this.#givenAtMs - askedAtMs,
      wasAllReady,
      isHeldUp: this.#isHeldUp || this.#ahead.some((later) => !later.isSent),
    }
    this.#window.turn(turn, endOf(arrived) - this.range.start)
    return this.#handOut(arrived, part)
  }

  /** Waits only for the reader itself: for what it has to release first. */
  async #nextHold(): Promise<PartHold> {
    for (;;) {
      this.#ended.signal.throwIfAborted()
      this.#askAhead()
      const hold = this.#ahead.shift()
      if (hold) {
        this.#out.add(hold)
        return hold
      }
      await new Promise<void>((resolve) => (this.#onRoom = resolve))
    }
  }

  /** Another link to the same file may have lost its message while ours has not: then we ask for ourselves. */
  async #arrival(hold: PartHold): Promise<{ hold: PartHold; part: FetchedPart }> {
    try {
      return { hold, part: await untilAborted(hold.whenReady, this.#ended.signal) }
    } catch (error) {
      if (this.#ended.signal.aborted || hold.logMessageId === this.file.logMessageId) throw error
      this.#out.delete(hold)
      hold.release()
      this.#letGoAhead()
      const own = this.#ask(true)
      if (!own) throw error
      this.#out.add(own)
      return { hold: own, part: await untilAborted(own.whenReady, this.#ended.signal) }
    }
  }

  /** Waits for room for a whole part: asking for what little room there is would make every part a small one for good. */
  #askAhead(): void {
    this.#isHeldUp = false
    while (this.#askAt <= this.range.end && this.#hasRoom) {
      const hold = this.#ask()
      if (!hold) {
        this.#isHeldUp = true
        return
      }
      this.#ahead.push(hold)
    }
  }

  get #hasRoom(): boolean {
    const { lengthBytes } = partAt(this.#askAt, this.range.end, this.#allowedBytes)
    return this.heldBytes === 0 || this.heldBytes + lengthBytes <= this.#window.bytes
  }

  get #allowedBytes(): number {
    return Math.min(this.#window.partBytes, this.deps.budget.largestPartBytes)
  }

  #ask(isOwnOnly = false): PartHold | null {
    const hold = this.deps.parts.ask({
      file: this.file,
      position: this.#askAt,
      end: this.range.end,
      allowedBytes: this.#allowedBytes,
      streamId: this.record.id,
      share: this.#share,
      isOwnOnly,
    })
    if (hold) this.#askAt = endOf(hold)
    return hold
  }

  #letGoAhead(): void {
    for (const hold of this.#ahead) hold.release()
    this.#ahead.length = 0
    this.#askAt = this.#readAt
  }

  #handOut(hold: PartHold, { bytes, servedBy }: FetchedPart): LentBytes {
    this.record.servedBy(hold.wasReady ? 'cache' : servedBy)
    const { offsetBytes } = hold.span
    const chunk = bytes.subarray(this.#readAt - offsetBytes, this.range.end + 1 - offsetBytes)
    this.#readAt = offsetBytes + bytes.byteLength
    this.#askAhead()
    return {
      bytes: chunk,
      release: () => {
        this.#out.delete(hold)
        hold.release()
        this.#wake()
        if (this.#readAt > this.range.end) this.#finish()
      },
    }
  }

  readonly #abort = (): void => this.#fail(this.signal.reason)

  #fail(error: unknown): void {
    this.#failure ??= { error }
    this.#close()
  }

  /** Everything was handed out; the stream is over when it is released. */
  #finish(): void {
    if (this.#out.size === 0) this.#close()
  }

  #close(): void {
    if (this.#ended.signal.aborted) return
    this.signal.removeEventListener('abort', this.#abort)
    this.#ended.abort(this.#failure?.error ?? new Error('The reader left'))
    for (const hold of this.#ahead) hold.release()
    // A socket may have failed on these: nobody knows who still reads them.
    for (const hold of this.#out) hold.abandon()
    this.#ahead.length = 0
    this.#out.clear()
    if (!this.lentShare) this.#share[Symbol.dispose]()
    this.#wake()
  }

  #wake(): void {
    const wake = this.#onRoom
    this.#onRoom = null
    wake?.()
  }
}

function endOf({ span }: PartHold): number {
  return span.offsetBytes + span.lengthBytes
}
