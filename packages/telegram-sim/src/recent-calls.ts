/**
 * The calls that ended last, with when they came and ended: what a client asked for, in which order, and whether it was still
 * asking when nobody wanted an answer any more. Bounded; the oldest go first.
 */
import type { CallObserver, CallRecord } from './mtproto/call-observer.js'
import { requestedFile } from './requested-file.js'

const CALLS_KEPT = 20_000

export interface RecentCall {
  readonly method: string
  readonly dcId: number
  readonly accountId: number | null
  /** The file it was about, or null. */
  readonly fileId: string | null
  /** Of upload.getFile; null for all others. */
  readonly offset: number | null
  readonly limit: number | null
  /** Clock time the call arrived and ended. */
  readonly startedAt: number
  readonly endedAt: number
  readonly errorText: string | null
  readonly clientLeft: boolean
}

export interface CallFilter {
  readonly method?: string | undefined
  readonly fileId?: string | undefined
  /** Calls that arrived at this time or later. */
  readonly since?: number | undefined
}

export class RecentCalls implements CallObserver {
  /** A ring once it is full: `#next` is then the oldest. */
  readonly #calls: RecentCall[] = []
  #next = 0

  called({ request, dcId, accountId, startedAt, endedAt, errorText, clientLeft }: CallRecord): void {
    const part = request._ === 'upload.getFile' ? request : null
    this.#calls[this.#next] = {
      method: request._,
      dcId,
      accountId,
      fileId: requestedFile(request),
      offset: part ? Number(part.offset) : null,
      limit: part?.limit ?? null,
      startedAt,
      endedAt,
      errorText,
      clientLeft,
    }
    this.#next = (this.#next + 1) % CALLS_KEPT
  }

  /** By the time they ended, oldest first. */
  read({ method, fileId, since }: CallFilter = {}): RecentCall[] {
    return [...this.#calls.slice(this.#next), ...this.#calls.slice(0, this.#next)].filter(
      (call) =>
        (method === undefined || call.method === method) &&
        (fileId === undefined || call.fileId === fileId) &&
        (since === undefined || call.startedAt >= since),
    )
  }

  reset(): void {
    this.#calls.length = 0
    this.#next = 0
  }
}
