/**
 * Follows the log until it is told to stop. What breaks is taken up again, later each time; a connection on which nothing is heard for three of
 * the server's heartbeats is given up. Each time it is open, the last lines are read anew, so that none is missed in between.
 */
import { ApiFailure } from '../api/failure.js'
import { backoffMs } from '../api/backoff.js'
import type { LogLine } from '../api/shapes.js'
import { straighten } from '../api/straighten.js'
import { SseParser, type ServerEvent } from './sse.js'

const SILENT_MS = 45_000

export interface LogSource {
  readonly open: (signal: AbortSignal) => Promise<ReadableStream<Uint8Array>>
  /** The oldest first. */
  readonly lastLines: (signal: AbortSignal) => Promise<readonly LogLine[]>
  readonly random: () => number
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>
  readonly silentMs?: number
}

export interface LogListener {
  /** The oldest first; some may have been told before. */
  readonly lines: (lines: readonly LogLine[]) => void
  readonly state: (state: FollowState) => void
}

export type FollowState = { readonly isOpen: true } | { readonly isOpen: false; readonly failure: unknown }

/** Resolves when the signal has ended it, or nobody is logged in any more. */
export async function followLog(source: LogSource, listener: LogListener, signal: AbortSignal): Promise<void> {
  let failures = 0
  while (!signal.aborted) {
    let failure: unknown = null
    try {
      await followOnce(source, { ...listener, opened: () => (failures = 0) }, signal)
    } catch (error) {
      failure = error
    }
    if (signal.aborted) return
    listener.state({ isOpen: false, failure })
    if (failure instanceof ApiFailure && failure.kind === 'session_over') return
    const atLeastMs = failure instanceof ApiFailure ? (failure.retryAfterMs ?? 0) : 0
    await source.wait(backoffMs(++failures, source.random(), atLeastMs), signal).catch(() => {})
  }
}

async function followOnce(
  { open, lastLines, silentMs = SILENT_MS }: LogSource,
  listener: LogListener & { readonly opened: () => void },
  outer: AbortSignal,
): Promise<void> {
  const own = new AbortController()
  const end = () => own.abort()
  outer.addEventListener('abort', end, { once: true })
  let silence = setTimeout(end, silentMs)
  try {
    const reader = (await open(own.signal)).getReader()
    listener.lines(await lastLines(own.signal))
    listener.opened()
    listener.state({ isOpen: true })
    const parser = new SseParser()
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      clearTimeout(silence)
      silence = setTimeout(end, silentMs)
      const events = parser.feed(value)
      listener.lines(events.flatMap(toLine))
      if (events.some(({ event }) => event === 'end')) return
    }
  } finally {
    clearTimeout(silence)
    outer.removeEventListener('abort', end)
    end()
  }
}

function toLine({ event, data }: ServerEvent): LogLine[] {
  return event === 'log' ? [JSON.parse(data, straighten) as LogLine] : []
}
