import { getEventListeners } from 'node:events'
import { tl } from '@mtcute/core'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { FetchedPart } from '../../ports/file-source.js'
import { ConnectionLostError } from '../connections/connection-errors.js'
import { fileKeyIn, FakeFleet, HOME_DC, PART } from './carriers.fixture.js'
import { PartScheduler } from './part-scheduler.js'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const never = new AbortController().signal
const MESSAGE = 7

function setUp() {
  const now = () => performance.now()
  const fleet = new FakeFleet(now)
  const scheduler = new PartScheduler(fleet, now)
  const read = async (
    streamId = 's',
    {
      messageId = MESSAGE,
      offset = 0,
      signal = never,
      fileKey = fileKeyIn(messageId),
      onSent,
    }: { messageId?: number; offset?: number; signal?: AbortSignal; fileKey?: string; onSent?: () => void } = {},
  ): Promise<FetchedPart | Error> => {
    const part = { ...PART, offsetBytes: offset }
    try {
      return await scheduler.read(
        { logMessageId: messageId, fileKey, part, streamId, ...(onSent && { onSent }) },
        signal,
      )
    } catch (error) {
      return error as Error
    }
  }
  return { fleet, scheduler, read }
}

/** Whatever waits for nothing but promises has happened. */
const settled = () => vi.advanceTimersByTimeAsync(0)

function rpc(errorCode: number, errorMessage: string): tl.RpcError {
  return tl.RpcError.fromTl({ _: 'mt_rpc_error', errorCode, errorMessage })
}

/** What a read has come to, if it has. */
function watch<T>(promise: Promise<T>): { value: T | null } {
  const outcome: { value: T | null } = { value: null }
  void promise.then((value) => (outcome.value = value))
  return outcome
}

describe('PartScheduler', () => {
  it('lets streams take turns, however much each of them asks for', async () => {
    const { fleet, read } = setUp()
    fleet.add('only')
    const known = read()
    await settled()
    fleet.asks.shift()?.answer()
    await known
    const reads = ['a', 'a', 'a', 'b', 'c'].map((stream, i) => read(stream, { offset: i * PART.lengthBytes }))
    for (let i = 0; i < reads.length; i++) {
      await settled()
      expect(fleet.asks).toHaveLength(i + 1)
      fleet.asks[i]?.answer()
    }
    expect(fleet.asks.map(({ part }) => part.offsetBytes / PART.lengthBytes)).toEqual([0, 3, 4, 1, 2])
    expect(await Promise.all(reads)).toMatchObject(reads.map(() => ({ servedBy: 'only' })))
  })

  it('looks a file up once for all who wait for it, and says of each part once that it has left', async () => {
    const { fleet, read } = setUp()
    const only = fleet.add('only', ['1', '2', '3'])
    const onSent = vi.fn()
    const reads = [0, 1, 2].map((i) => read('s', { offset: i, onSent }))
    await settled()
    expect(only.lookUps).toBe(1)
    expect(onSent).toHaveBeenCalledTimes(3)
    fleet.asks[0]?.fail(new ConnectionLostError('gone'))
    await vi.advanceTimersByTimeAsync(300)
    expect(fleet.asks).toHaveLength(4)
    expect(onSent).toHaveBeenCalledTimes(3)
    for (const ask of fleet.asks) ask.answer()
    await Promise.all(reads)
  })

  it('takes a part to another client at once when one is told to wait', async () => {
    const { fleet, read } = setUp()
    fleet.add('a')
    fleet.add('b')
    const reading = read()
    await settled()
    fleet.asks[0]?.fail(rpc(420, 'FLOOD_WAIT_30'))
    await settled()
    expect(fleet.asks).toHaveLength(2)
    expect(new Set(fleet.asks.map(({ carrier }) => carrier)).size).toBe(2)
    const flooded = fleet.carriers.find(({ name }) => name === fleet.asks[0]?.carrier)
    expect(flooded?.coolUntilMs).toBe(performance.now() + 30_000)
    fleet.asks[1]?.answer()
    expect(await reading).toMatchObject({ servedBy: fleet.asks[1]?.carrier })
  })

  it('takes a part to another connection of the same client when one is told to wait', async () => {
    const { fleet, read } = setUp()
    const only = fleet.add('only', ['first', 'second'])
    const reading = read()
    await settled()
    fleet.asks[0]?.fail(rpc(420, 'FLOOD_PREMIUM_WAIT_5'))
    await settled()
    expect(fleet.asks.map(({ line }) => line).sort()).toEqual(['first', 'second'])
    expect(only.coolUntilMs).toBe(0)
    const coolUntil = [...only.lines(HOME_DC)].map(({ name, pace }) => [name === fleet.asks[0]?.line, pace.coolUntilMs])
    expect(new Map(coolUntil as [boolean, number][])).toEqual(
      new Map([
        [true, performance.now() + 5000],
        [false, 0],
      ]),
    )
    fleet.asks[1]?.answer()
    await reading
  })

  it('refreshes a stale reference once for all the parts that it was refused for', async () => {
    const { fleet, read } = setUp()
    const only = fleet.add('only', ['1', '2', '3', '4'])
    const reads = [0, 1, 2, 3].map((offset) => read('s', { offset }))
    await settled()
    for (const ask of [...fleet.asks]) {
      ask.fail(rpc(400, 'FILE_REFERENCE_EXPIRED'))
      await settled()
    }
    expect(only.lookUps).toBe(2)
    expect(fleet.asks.map(({ reference }) => reference)).toEqual([1, 1, 1, 1, 2, 2, 2, 2])
    for (const ask of fleet.asks.slice(4)) ask.answer()
    expect(await Promise.all(reads)).toMatchObject([0, 1, 2, 3].map(() => ({ servedBy: 'only' })))
  })

  it('ends a part whose reference is refused however often it is refreshed', async () => {
    const { fleet, read } = setUp()
    fleet.add('only')
    const outcome = watch(read())
    for (let i = 0; i < 10 && !outcome.value; i++) {
      await settled()
      fleet.asks.at(-1)?.fail(rpc(400, 'FILE_REFERENCE_EXPIRED'))
    }
    expect(outcome.value).toMatchObject({ code: 'telegram_unavailable' })
    expect(fleet.asks).toHaveLength(5)
  })

  it('remembers for all clients where Telegram said that a file is', async () => {
    const { fleet, read } = setUp()
    const a = fleet.add('a')
    const b = fleet.add('b', [])
    const [a4, b4] = [a.addLine(4, 'a at 4'), b.addLine(4, 'b at 4')]
    a4.pace.coolDownUntil(Infinity)
    const reading = read()
    await settled()
    fleet.asks[0]?.fail(rpc(303, 'FILE_MIGRATE_4'))
    await settled()
    expect(fleet.asks.slice(1).map(({ line, dcId }) => [line, dcId])).toEqual([[b4.name, 4]])
    expect(a.relocated.get(MESSAGE)).toBe(4)
    expect(b.relocated.get(MESSAGE)).toBe(4)
    fleet.asks[1]?.answer()
    await reading
    const again = read()
    await settled()
    expect(fleet.asks.at(-1)?.dcId).toBe(4)
    fleet.asks.at(-1)?.answer()
    await again
  })

  it('waits out a short flood of all clients, and asks as soon as it is over', async () => {
    const { fleet, read } = setUp()
    fleet.add('a').coolDown(3000)
    fleet.add('b').coolDown(8000)
    const reading = read()
    await vi.advanceTimersByTimeAsync(2999)
    expect(fleet.asks).toHaveLength(0)
    await vi.advanceTimersByTimeAsync(101)
    expect(fleet.asks.map(({ carrier }) => carrier)).toEqual(['a'])
    fleet.asks[0]?.answer()
    await reading
  })

  it.each(['of all clients', 'of all connections'])(
    'passes a long flood %s on at once, with how long it is',
    async (whose) => {
      const { fleet, read } = setUp()
      const a = fleet.add('a')
      const b = fleet.add('b')
      for (const [carrier, ms] of [
        [a, 60_000],
        [b, 90_000],
      ] as const) {
        if (whose === 'of all clients') carrier.coolDown(ms)
        else carrier.line.pace.coolDownUntil(performance.now() + ms)
      }
      const outcome = watch(read())
      await settled()
      expect(outcome.value).toMatchObject({ code: 'telegram_unavailable', retryAfterMs: 60_000 })
    },
  )

  it('does not fail for a flood while one connection is merely busy', async () => {
    const { fleet, read } = setUp()
    const a = fleet.add('a')
    fleet.add('b').line.pace.coolDownUntil(performance.now() + 60_000)
    const first = read('x')
    await settled()
    expect(fleet.asks.map(({ line }) => line)).toEqual([a.line.name])
    const outcome = watch(read('y'))
    await vi.advanceTimersByTimeAsync(5000)
    expect(outcome.value).toBeNull()
    fleet.asks[0]?.answer()
    await settled()
    fleet.asks.at(-1)?.answer()
    await settled()
    expect(outcome.value).toMatchObject({ servedBy: 'a' })
    await first
  })

  it('fails a part that nobody can reach Telegram for, after half a minute and not before', async () => {
    const { fleet, read } = setUp()
    const only = fleet.add('only', [])
    const outcome = watch(read())
    await vi.advanceTimersByTimeAsync(29_500)
    expect(outcome.value).toBeNull()
    expect(only.opened.length).toBeGreaterThan(10)
    await vi.advanceTimersByTimeAsync(1000)
    expect(outcome.value).toMatchObject({ code: 'telegram_unavailable', retryAfterMs: null })
    await vi.advanceTimersByTimeAsync(200)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('takes up what waits when a client comes back within that time', async () => {
    const { fleet, read } = setUp()
    const only = fleet.add('only')
    only.isUp = false
    const reading = read()
    await vi.advanceTimersByTimeAsync(20_000)
    only.isUp = true
    fleet.changed()
    await settled()
    fleet.asks[0]?.answer()
    expect(await reading).toMatchObject({ servedBy: 'only' })
  })

  it('asks for a straggler elsewhere once; the first answer counts and the other’s bytes are given back', async () => {
    const { fleet, read } = setUp()
    for (const name of ['a', 'b', 'c']) fleet.add(name).isDeaf = true
    const outcome = watch(read())
    await vi.advanceTimersByTimeAsync(5000)
    expect(fleet.asks).toHaveLength(2)
    expect(fleet.asks[0]?.carrier).not.toBe(fleet.asks[1]?.carrier)
    fleet.asks[1]?.answer()
    await settled()
    expect(outcome.value).toMatchObject({ servedBy: fleet.asks[1]?.carrier })
    expect(fleet.asks[0]?.signal.aborted).toBe(true)
    fleet.asks[0]?.answer()
    await settled()
    expect(fleet.lentBuffers).toBe(1)
    ;(outcome.value as FetchedPart).release()
    expect(fleet.lentBuffers).toBe(0)
    await vi.advanceTimersByTimeAsync(200)
    expect(vi.getTimerCount()).toBe(0)
    for (const { line } of fleet.carriers) expect(line.pace.inFlightBytes).toBe(0)
  })

  it('goes on with the straggler when the one asked besides fails, and asks one more besides it', async () => {
    const { fleet, read } = setUp()
    fleet.add('a')
    fleet.add('b')
    const reading = read()
    await vi.advanceTimersByTimeAsync(1500)
    fleet.asks[1]?.fail(new ConnectionLostError('gone'))
    await vi.advanceTimersByTimeAsync(3000)
    fleet.asks[0]?.answer()
    expect(await reading).toMatchObject({ servedBy: fleet.asks[0]?.carrier })
    expect(fleet.asks).toHaveLength(3)
    expect(fleet.asks[2]?.signal.aborted).toBe(true)
  })

  it('opens connections also for a part that failed before: its data centre may be back', async () => {
    const { fleet, read } = setUp()
    const only = fleet.add('only')
    const reading = read()
    await settled()
    only.lines(HOME_DC).clear()
    fleet.asks[0]?.fail(new ConnectionLostError('gone'))
    await settled()
    expect(only.opened).toContain(HOME_DC)
    only.addLine(HOME_DC, 'again')
    await vi.advanceTimersByTimeAsync(1000)
    fleet.asks[1]?.answer()
    await reading
  })

  it('gives up an attempt that is not answered at all, and makes another', async () => {
    const { fleet, read } = setUp()
    fleet.add('only')
    const reading = read()
    await vi.advanceTimersByTimeAsync(19_000)
    expect(fleet.asks).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(3000)
    expect(fleet.asks[0]?.signal.aborted).toBe(true)
    expect(fleet.asks).toHaveLength(2)
    fleet.asks[1]?.answer()
    await reading
  })

  it('leaves nothing behind when the reader leaves, whether his part waits or is on its way', async () => {
    const { fleet, scheduler, read } = setUp()
    const only = fleet.add('only')
    const stop = new AbortController()
    const reads = [0, 1, 2].map((offset) => read('s', { offset, signal: stop.signal }))
    await settled()
    expect([fleet.asks.length, scheduler.waiting]).toEqual([1, 2])
    const reason = new Error('The reader left')
    stop.abort(reason)
    expect(await Promise.all(reads)).toEqual([reason, reason, reason])
    expect(fleet.asks[0]?.signal.aborted).toBe(true)
    expect(scheduler.waiting).toBe(0)
    await vi.advanceTimersByTimeAsync(200)
    expect(fleet.asks).toHaveLength(1)
    expect(only.line.pace.inFlightBytes).toBe(0)
    expect(getEventListeners(stop.signal, 'abort')).toEqual([])
    expect(vi.getTimerCount()).toBe(0)
  })

  it('gives back what comes for a reader who has left', async () => {
    const { fleet, read } = setUp()
    fleet.add('only').isDeaf = true
    const stop = new AbortController()
    const reading = read('s', { signal: stop.signal })
    await settled()
    stop.abort(new Error('The reader left'))
    await reading
    fleet.asks[0]?.answer()
    await settled()
    expect(fleet.lentBuffers).toBe(0)
  })

  it('lets another reader look the file up when the one who did has left', async () => {
    const { fleet, read } = setUp()
    const only = fleet.add('only')
    only.isAnsweringLookUps = false
    const stop = new AbortController()
    const first = read('x', { signal: stop.signal })
    const second = read('y')
    await settled()
    expect(only.lookUps).toBe(1)
    only.isAnsweringLookUps = true
    stop.abort(new Error('The reader left'))
    await first
    await settled()
    fleet.asks[0]?.answer()
    expect(await second).toMatchObject({ servedBy: 'only' })
  })

  it('asks another client before it believes that a file is gone: one of them may see less', async () => {
    const { fleet, read } = setUp()
    const [blind, seer] = [fleet.add('blind'), fleet.add('seer')]
    blind.dcId = null
    const reading = read()
    await settled()
    fleet.asks[0]?.answer()
    expect(await reading).toMatchObject({ servedBy: 'seer' })
    expect([blind.lookUps, seer.lookUps]).toEqual([1, 1])
  })

  it('gives out no bytes of another file that lies where ours was', async () => {
    const { fleet, read } = setUp()
    fleet.add('one')
    fleet.add('two')
    expect(await read('s', { fileKey: '99-5' })).toMatchObject({ code: 'file_gone' })
    expect(fleet.asks).toEqual([])
  })

  it('says at once that a file is gone for half a minute after Telegram said so', async () => {
    const { fleet, read } = setUp()
    const only = fleet.add('only')
    only.dcId = null
    expect(await read()).toMatchObject({ code: 'file_gone' })
    expect(await read()).toMatchObject({ code: 'file_gone' })
    expect(only.lookUps).toBe(1)
    await vi.advanceTimersByTimeAsync(30_001)
    expect(await read()).toMatchObject({ code: 'file_gone' })
    expect(only.lookUps).toBe(2)
  })

  it('ends on what no client would do better', async () => {
    const { fleet, read } = setUp()
    fleet.add('a')
    fleet.add('b')
    const reading = read()
    await settled()
    fleet.asks[0]?.fail(rpc(400, 'LOCATION_INVALID'))
    expect(await reading).toMatchObject({ code: 'telegram_unavailable' })
    expect(fleet.asks).toHaveLength(1)
  })

  it('reports a client whose login is lost, and takes the part elsewhere', async () => {
    const { fleet, read } = setUp()
    fleet.add('a')
    fleet.add('b')
    const reading = read()
    await settled()
    fleet.asks[0]?.fail(rpc(401, 'AUTH_KEY_UNREGISTERED'))
    await settled()
    expect(fleet.lost).toEqual([fleet.asks[0]?.carrier])
    expect(fleet.asks[1]?.carrier).not.toBe(fleet.asks[0]?.carrier)
    fleet.asks[1]?.answer()
    await reading
  })

  it('ends a part that always fails', async () => {
    const { fleet, read } = setUp()
    fleet.add('only')
    const outcome = watch(read())
    for (let i = 0; i < 2000 && !outcome.value; i++) {
      await vi.advanceTimersByTimeAsync(100)
      for (const ask of fleet.asks.splice(0)) ask.fail(rpc(500, 'INTERNAL'))
    }
    expect(outcome.value).toMatchObject({ code: 'telegram_unavailable' })
  })

  it('ends a part for which Telegram asks to wait again and again', async () => {
    const { fleet, read } = setUp()
    fleet.add('only')
    const outcome = watch(read())
    for (let i = 0; i < 600 && !outcome.value; i++) {
      await vi.advanceTimersByTimeAsync(100)
      for (const ask of fleet.asks.splice(0)) ask.fail(rpc(420, 'FLOOD_WAIT_1'))
    }
    expect(outcome.value).toMatchObject({ code: 'telegram_unavailable' })
  })

  it('fails what waits and what is on its way when it is stopped, takes nothing more and leaves nothing', async () => {
    const { fleet, scheduler, read } = setUp()
    const only = fleet.add('only')
    only.isDeaf = true
    const reads = [read('a'), read('b')]
    await settled()
    expect([fleet.asks.length, scheduler.waiting]).toEqual([1, 1])
    scheduler[Symbol.dispose]()
    expect(await Promise.all(reads)).toMatchObject([{ code: 'shutting_down' }, { code: 'shutting_down' }])
    expect(await read('c')).toMatchObject({ code: 'shutting_down' })
    fleet.asks[0]?.fail(new Error('The bot was stopped'))
    await settled()
    expect(fleet.asks).toHaveLength(1)
    expect(scheduler.waiting).toBe(0)
    expect(fleet.listeners).toBe(0)
    expect(vi.getTimerCount()).toBe(0)
  })
})
