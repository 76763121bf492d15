/**
 * One GET whose body is counted and thrown away, as cheaply as Node can: the kernel reads into one buffer that all readers
 * share, so nothing is allocated per piece, and nothing of node:http stands in between.
 */
import { connect, type Socket } from 'node:net'
import type { ReadEnd, ReadOrder, ReadReport } from './order.js'
import type { Paced, Pacer } from './pacer.js'
import { Playback } from './playback.js'
import { ResponseHead } from './response-head.js'
import { Timeline } from './timeline.js'

const FAST_BUFFER = Buffer.allocUnsafeSlow(1024 * 1024)
/** Small, so that a slow reader takes little at once and the kernel's window stays small too. */
const SLOW_BUFFER = Buffer.allocUnsafeSlow(16 * 1024)

export function read(order: ReadOrder, pacer: Pacer): Promise<ReadReport> {
  return new Promise((resolve) => new Reading(order, pacer, resolve))
}

class Reading implements Paced {
  readonly #startedMs = performance.now()
  readonly #head = new ResponseHead()
  readonly #timeline: Timeline
  readonly #playback: Playback | null
  readonly #socket: Socket
  readonly #timers: NodeJS.Timeout[] = []
  #bytes = 0
  #firstByteMs = NaN
  #isPaused = false
  #isDone = false

  constructor(
    private readonly order: ReadOrder,
    private readonly pacer: Pacer,
    private readonly report: (report: ReadReport) => void,
  ) {
    const { hostname, port, pathname, search, host } = new URL(order.url)
    this.#timeline = new Timeline(order.sampleMs ?? null)
    this.#playback = order.playback ? new Playback(order.playback) : null
    const isPaced = order.bytesPerSecond !== undefined || this.#playback !== null
    this.#socket = connect({
      host: hostname,
      port: Number(port),
      noDelay: true,
      onread: {
        buffer: isPaced ? SLOW_BUFFER : FAST_BUFFER,
        callback: (length, buffer) => this.#take(Buffer.from(buffer.buffer, buffer.byteOffset, length)),
      },
    })
    this.#socket.on('error', (error) => this.#end('cut', error.message))
    this.#socket.on('close', () => this.#end(this.#isRefused ? 'refused' : 'cut', null))
    const range = order.range === undefined ? '' : `Range: ${order.range}\r\n`
    this.#socket.write(`GET ${pathname}${search} HTTP/1.1\r\nHost: ${host}\r\n${range}Connection: close\r\n\r\n`)
    this.#timers.push(setTimeout(() => this.#end('timeout', null), order.timeoutMs))
    const { leaveAfterMs } = order
    if (leaveAfterMs !== undefined) this.#timers.push(setTimeout(() => this.#end('left', null), leaveAfterMs))
    if (isPaced) pacer.add(this)
  }

  tick(nowMs: number): void {
    if (!this.#isPaused || this.#bytes >= this.#allowedBytes(nowMs)) return
    this.#isPaused = false
    this.#socket.resume()
  }

  get #isRefused(): boolean {
    return this.#head.isComplete && this.#head.status >= 300
  }

  /** @returns whether to go on reading */
  #take(piece: Buffer): boolean {
    if (this.#isDone) return false
    const nowMs = performance.now()
    const bodyBytes = this.#head.isComplete ? piece.length : this.#takeHead(piece)
    if (bodyBytes > 0) {
      if (this.#bytes === 0) this.#firstByteMs = nowMs - this.#startedMs
      this.#bytes += bodyBytes
      this.#timeline.arrived(bodyBytes, nowMs - this.#startedMs)
      this.#playback?.arrived(bodyBytes, nowMs - this.#startedMs)
    }
    if (this.#bytes >= (this.#head.lengthBytes ?? Infinity)) this.#end(this.#isRefused ? 'refused' : 'complete', null)
    else if (this.#bytes >= (this.order.leaveAfterBytes ?? Infinity)) this.#end('left', null)
    this.#isPaused = this.#bytes >= this.#allowedBytes(nowMs)
    return !this.#isDone && !this.#isPaused
  }

  #takeHead(piece: Buffer): number {
    try {
      return this.#head.take(piece)
    } catch (error) {
      this.#end('cut', String(error))
      return 0
    }
  }

  #allowedBytes(nowMs: number): number {
    const { bytesPerSecond } = this.order
    if (this.#playback) return this.#playback.wantedBytes(nowMs - this.#startedMs)
    return bytesPerSecond === undefined ? Infinity : ((nowMs - this.#startedMs) / 1000) * bytesPerSecond
  }

  #end(end: ReadEnd, error: string | null): void {
    if (this.#isDone) return
    this.#isDone = true
    for (const timer of this.#timers) clearTimeout(timer)
    this.pacer.remove(this)
    this.#socket.destroy()
    const durationMs = performance.now() - this.#startedMs
    this.report({
      end,
      status: this.#head.status,
      bytes: this.#bytes,
      lengthBytes: this.#head.lengthBytes,
      firstByteMs: this.#firstByteMs,
      durationMs,
      endedAt: Date.now(),
      samples: this.#timeline.end(durationMs),
      playback: this.#playback?.end(durationMs) ?? null,
      error,
    })
  }
}
