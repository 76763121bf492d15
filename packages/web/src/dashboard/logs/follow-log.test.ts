import { expect, it } from 'vitest'
import { ApiFailure } from '../api/failure.js'
import type { LogLine } from '../api/shapes.js'
import { followLog, type FollowState, type LogSource } from './follow-log.js'

const line = (msg: string): LogLine => ({
  level: 'info',
  time: '2026-01-01T00:00:00.000Z',
  subsystem: 'x',
  msg,
  fields: {},
})
const event = (msg: string) => `event: log\ndata: ${JSON.stringify(line(msg))}\n\n`

function streamOf(...pieces: string[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(it) {
      for (const piece of pieces) it.enqueue(new TextEncoder().encode(piece))
      it.close()
    },
  })
}

/** Answers in turn; after the last it ends whoever follows. */
async function follow(answers: (() => Promise<ReadableStream<Uint8Array>>)[], more: Partial<LogSource> = {}) {
  const stop = new AbortController()
  const told: string[] = []
  const states: FollowState[] = []
  const waits: number[] = []
  await followLog(
    {
      open: (signal) => {
        const next = answers.shift()
        if (!next) stop.abort()
        signal.throwIfAborted()
        return next ? next() : Promise.reject(new Error('over'))
      },
      lastLines: () => Promise.resolve([line('before')]),
      random: () => 1,
      wait: (ms) => Promise.resolve(void waits.push(ms)),
      ...more,
    },
    { lines: (lines) => told.push(...lines.map((it) => it.msg)), state: (it) => states.push(it) },
    stop.signal,
  )
  return { told, states, waits }
}

it('tells the last lines and then each new one, cut as it may be', async () => {
  const [one, two] = [event('one'), event('two')]
  const { told, states } = await follow([
    () => Promise.resolve(streamOf(`retry: 5\n\n${one}${two.slice(0, 20)}`, two.slice(20))),
  ])
  expect(told).toEqual(['before', 'one', 'two'])
  expect(states[0]).toEqual({ isOpen: true })
})

it('takes up again what broke, later each time, and reads the last lines anew', async () => {
  const away = () => Promise.reject(new ApiFailure('away', ''))
  const { told, waits } = await follow([away, away, () => Promise.resolve(streamOf(event('one'))), away])
  expect(waits).toEqual([1000, 2000, 1000, 2000])
  expect(told).toEqual(['before', 'one'])
})

it('waits as long as the server asks for', async () => {
  const full = () => Promise.reject(new ApiFailure('refused', 'Too many follow.', 503, 'too_many_followers', 30_000))
  const { waits, states } = await follow([full])
  expect(waits).toEqual([30_000])
  expect(states[0]).toMatchObject({ isOpen: false, failure: { text: 'Too many follow.' } })
})

it('stops when nobody is logged in any more', async () => {
  const over = () => Promise.reject(new ApiFailure('session_over', '', 401))
  const { waits } = await follow([over, over])
  expect(waits).toEqual([])
})

it('takes the end of the server for a break', async () => {
  const end = 'event: end\ndata: {"code":"shutting_down"}\n\n'
  const { waits } = await follow([() => Promise.resolve(streamOf(end, event('never')))])
  expect(waits).toEqual([1000])
})

it('gives up a connection on which nothing is heard', async () => {
  let isCancelled = false
  const silent = (signal: AbortSignal) =>
    new ReadableStream<Uint8Array>({
      start: (it) =>
        signal.addEventListener('abort', () => {
          isCancelled = true
          it.error(new DOMException('Aborted', 'AbortError'))
        }),
    })
  const stop = new AbortController()
  const waits: number[] = []
  await followLog(
    {
      open: (signal) => Promise.resolve(silent(signal)),
      lastLines: () => Promise.resolve([]),
      random: () => 1,
      wait: (ms) => {
        waits.push(ms)
        stop.abort()
        return Promise.resolve()
      },
      silentMs: 5,
    },
    { lines: () => {}, state: () => {} },
    stop.signal,
  )
  expect([isCancelled, waits]).toEqual([true, [1000]])
})
