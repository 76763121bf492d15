/**
 * Small things that many ask for, such as the picture of a film: brought once for all who want one at the same time, and kept in memory while
 * there is room, what was used longest ago going first. What nobody waits for any more is no longer brought.
 */
import { StreamBotError } from '../core/errors.js'
import { untilAborted } from '../core/until-aborted.js'
import type { MemoryOwner } from './memory-manager.js'

export interface ByteShelfOptions {
  readonly maxBytes: number
  readonly maxEntries: number
  /** At the same time. */
  readonly maxBringing: number
  /** How long bringing one may take. */
  readonly timeoutMs: number
}

const USUAL: ByteShelfOptions = {
  maxBytes: 8 * 1024 * 1024,
  maxEntries: 1000,
  maxBringing: 16,
  timeoutMs: 20_000,
}

/** null: there is no such thing. */
type Bytes = Uint8Array | null

interface Bringing {
  readonly abort: AbortController
  readonly bytes: Promise<Bytes>
  waiting: number
}

export class ByteShelf implements MemoryOwner {
  readonly name = 'pictures and subtitles'
  readonly isUsefulWhenIdle = true
  /** In the order of use. */
  readonly #kept = new Map<string, Bytes>()
  readonly #bringing = new Map<string, Bringing>()
  readonly #options: ByteShelfOptions
  #bytes = 0

  constructor(options: Partial<ByteShelfOptions> = {}) {
    this.#options = { ...USUAL, ...options }
  }

  bytes(): number {
    return this.#bytes
  }

  trim(): void {
    this.#kept.clear()
    this.#bytes = 0
  }

  /**
   * @param key what it is, for ever
   * @throws StreamBotError too_many_streams; what `bring` throws; the signal's reason when aborted
   */
  async take(key: string, bring: (signal: AbortSignal) => Promise<Bytes>, signal: AbortSignal): Promise<Bytes> {
    signal.throwIfAborted()
    const kept = this.#kept.get(key)
    if (kept !== undefined) {
      this.#keep(key, kept)
      return kept
    }
    const bringing = this.#bringing.get(key) ?? this.#begin(key, bring)
    bringing.waiting++
    try {
      return await untilAborted(bringing.bytes, signal)
    } finally {
      if (--bringing.waiting === 0) this.#end(key, bringing)
    }
  }

  #begin(key: string, bring: (signal: AbortSignal) => Promise<Bytes>): Bringing {
    const { maxBringing, timeoutMs } = this.#options
    if (this.#bringing.size >= maxBringing) {
      throw new StreamBotError('too_many_streams', 'Too many small things are being fetched', { retryAfterMs: 1000 })
    }
    const abort = new AbortController()
    const timer = setTimeout(() => abort.abort(late(timeoutMs)), timeoutMs)
    const bytes = untilAborted(bring(abort.signal), abort.signal).then((brought) => {
      this.#keep(key, brought)
      return brought
    })
    const bringing = { abort, bytes, waiting: 0 }
    this.#bringing.set(key, bringing)
    bytes
      .catch(() => {}) // whoever waits is told
      .finally(() => {
        clearTimeout(timer)
        this.#forget(key, bringing)
      })
    return bringing
  }

  /** Nobody waits: nothing happens where it has been brought. */
  #end(key: string, bringing: Bringing): void {
    this.#forget(key, bringing)
    bringing.abort.abort(new Error('Nobody waits for it any more'))
  }

  #forget(key: string, bringing: Bringing): void {
    if (this.#bringing.get(key) === bringing) this.#bringing.delete(key)
  }

  #keep(key: string, bytes: Bytes): void {
    const { maxBytes, maxEntries } = this.#options
    this.#drop(key)
    if (sizeOf(bytes) > maxBytes) return
    this.#kept.set(key, bytes)
    this.#bytes += sizeOf(bytes)
    while (this.#bytes > maxBytes || this.#kept.size > maxEntries) {
      const [oldest] = this.#kept.keys()
      if (oldest === undefined) return
      this.#drop(oldest)
    }
  }

  #drop(key: string): void {
    const bytes = this.#kept.get(key)
    if (bytes === undefined) return
    this.#kept.delete(key)
    this.#bytes -= sizeOf(bytes)
  }
}

function sizeOf(bytes: Bytes): number {
  return bytes?.byteLength ?? 0
}

function late(timeoutMs: number): StreamBotError {
  return new StreamBotError('telegram_unavailable', `Nothing came within ${timeoutMs} ms`)
}
