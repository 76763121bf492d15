import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { StreamBotError } from '../../core/errors.js'
import type { Stores } from '../../ports/stores.js'
import { storesContract } from '../../ports/stores.contract.js'
import { openMemoryStores } from '../memory/open-memory-stores.js'
import { ResilientStores, type ResilientOptions } from './resilient-stores.js'

const noSignal = new AbortController().signal
const away = () => new StreamBotError('store_unavailable', 'The database is away')

/** A database that works, fails at once, or does not answer. */
class Patient {
  mood: 'well' | 'failing' | 'silent' = 'well'
  asked = 0
  opened = 0
  isDisposed = false
  prune = () => Promise.resolve(0)

  open = async (): Promise<Stores> => {
    this.opened++
    await this.#suffer()
    const stores = openMemoryStores()
    const suffering = { check: () => this.#suffer(), bans: { find: () => this.#suffer() } }
    const prune = () => this.prune()
    const { links, batches, windows, bandwidth, audit, answers } = stores
    for (const store of [links, batches, windows, bandwidth, audit, answers]) Object.assign(store, { prune })
    const dispose = () => {
      this.isDisposed = true
      return Promise.resolve()
    }
    return Object.assign(Object.create(stores) as Stores, suffering, { [Symbol.asyncDispose]: dispose })
  }

  #suffer = (): Promise<never> => {
    this.asked++
    if (this.mood === 'failing') return Promise.reject(away())
    if (this.mood === 'silent') return new Promise(() => {})
    return Promise.resolve(null as never)
  }
}

let patient: Patient
let events: string[]
const opened: ResilientStores[] = []

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  patient = new Patient()
  events = []
})
afterEach(async () => {
  for (const stores of opened.splice(0)) await stores[Symbol.asyncDispose]()
  vi.useRealTimers()
})

function options(): ResilientOptions {
  return {
    name: 'a test',
    isShared: true,
    open: patient.open,
    onAway: (_error, isAwaited) => events.push(isAwaited ? 'awaited' : 'away'),
    onBack: () => events.push('back'),
    random: () => 1,
  }
}

async function open(whenAway: 'wait' | 'start' = 'start'): Promise<ResilientStores> {
  const stores = await ResilientStores.open(options(), whenAway, noSignal)
  opened.push(stores)
  return stores
}

describe('resilient stores', () => {
  it('say store_unavailable while the database fails, tell it once, and go on by themselves', async () => {
    const stores = await open()
    patient.mood = 'failing'
    for (let i = 0; i < 3; i++) await expect(stores.bans.find(1)).rejects.toMatchObject({ code: 'store_unavailable' })
    expect(stores.trouble?.message).toBe('The database is away')
    patient.mood = 'well'
    await vi.advanceTimersByTimeAsync(10_000)
    expect(stores.trouble).toBeNull()
    expect(await stores.bans.find(1)).toBeNull()
    expect(events).toEqual(['away', 'back'])
  })

  it('ask a database that fails at once all the same: what it can still do, it does', async () => {
    const stores = await open()
    patient.mood = 'failing'
    await expect(stores.bans.find(1)).rejects.toThrow()
    expect(await stores.links.count()).toBe(0)
  })

  it('wait three seconds for one that is silent, and from then on nobody waits', async () => {
    const stores = await open()
    patient.mood = 'silent'
    const first = stores.bans.find(1)
    const refused = expect(first).rejects.toThrow('a test did not answer within 3000 ms')
    await vi.advanceTimersByTimeAsync(3000)
    await refused
    const askedBefore = patient.asked
    await expect(stores.bans.find(1)).rejects.toMatchObject({ code: 'store_unavailable' })
    await expect(stores.links.count()).rejects.toMatchObject({ code: 'store_unavailable' })
    expect(patient.asked).toBe(askedBefore)
    patient.mood = 'well'
    await vi.advanceTimersByTimeAsync(10_000)
    expect(await stores.links.count()).toBe(0)
  })

  it.each(['links', 'batches', 'windows', 'bandwidth', 'audit', 'answers'] as const)(
    'let old records of %s be forgotten for as long as it takes, and serve meanwhile',
    async (name) => {
      const stores = await open()
      let finish = (_count: number) => {}
      patient.prune = () => new Promise<number>((resolve) => (finish = resolve))
      const pruning = stores[name].prune(1 as never)
      await vi.advanceTimersByTimeAsync(120_000)
      expect(await stores.links.count()).toBe(0)
      finish(7)
      expect(await pruning).toBe(7)
      expect([stores.trouble, events, vi.getTimerCount()]).toEqual([null, [], 0])
    },
  )

  it('are not left alone when forgetting old records fails, however late, or never ends', async () => {
    const stores = await open()
    let fail = (_error: Error) => {}
    patient.prune = () => new Promise<number>((_resolve, reject) => (fail = reject))
    const failing = expect(stores.links.prune(1)).rejects.toThrow('The database is away')
    await vi.advanceTimersByTimeAsync(5000)
    fail(away())
    await failing
    expect(await stores.links.count()).toBe(0)
    const endless = expect(stores.links.prune(1)).rejects.toThrow('a test did not answer within 600000 ms')
    await vi.advanceTimersByTimeAsync(600_000)
    await endless
    expect(await stores.links.count()).toBe(0)
  })

  it('start without a database, and find it later', async () => {
    patient.mood = 'failing'
    const stores = await open('start')
    await expect(stores.links.count()).rejects.toMatchObject({ code: 'store_unavailable' })
    patient.mood = 'well'
    await vi.advanceTimersByTimeAsync(10_000)
    expect(await stores.links.count()).toBe(0)
    expect(events).toEqual(['away', 'back'])
  })

  it('tell once of a mistake that keeps an outage from ending, and stay shut for it', async () => {
    let mistake: StreamBotError = away()
    const told: string[] = []
    const stores = await ResilientStores.open(
      { ...options(), open: () => Promise.reject(mistake), onAway: ({ message }) => told.push(message) },
      'start',
      noSignal,
    )
    opened.push(stores)
    mistake = new StreamBotError('bad_config', 'It belongs to another channel')
    await vi.advanceTimersByTimeAsync(30_000)
    await expect(stores.links.count()).rejects.toMatchObject({
      code: 'store_unavailable',
      message: 'It belongs to another channel',
    })
    expect(told).toEqual(['The database is away', 'It belongs to another channel'])
  })

  it('wait for a database at start where told to, until the start is given up', async () => {
    patient.mood = 'failing'
    const waiting = open('wait')
    await vi.advanceTimersByTimeAsync(20_000)
    expect(patient.opened).toBeGreaterThan(4)
    expect(events).toEqual(['awaited'])
    patient.mood = 'well'
    await vi.advanceTimersByTimeAsync(10_000)
    expect(await (await waiting).links.count()).toBe(0)

    patient.mood = 'failing'
    const stop = new AbortController()
    const givenUp = expect(ResilientStores.open(options(), 'wait', stop.signal)).rejects.toThrow('stopped')
    await vi.advanceTimersByTimeAsync(1000)
    stop.abort(new Error('stopped'))
    await givenUp
    expect(vi.getTimerCount()).toBe(0)
  })

  it.each(['wait', 'start'] as const)(
    'notice at once that the start is given up, also during a try (%s), and close what it opens later',
    async (whenAway) => {
      let finish = (_stores: Stores) => {}
      const opening = { ...options(), open: () => new Promise<Stores>((resolve) => (finish = resolve)) }
      const stop = new AbortController()
      const givenUp = expect(ResilientStores.open(opening, whenAway, stop.signal)).rejects.toThrow('stopped')
      stop.abort(new Error('stopped'))
      await givenUp
      expect(patient.isDisposed).toBe(false)
      finish(await patient.open())
      await vi.advanceTimersByTimeAsync(0)
      expect(patient.isDisposed).toBe(true)
      expect(vi.getTimerCount()).toBe(0)
      await expect(ResilientStores.open(options(), whenAway, stop.signal)).rejects.toThrow('stopped')
      expect(patient.opened).toBe(1)
    },
  )

  it('tell nothing of a database that fails or comes back after the start was given up', async () => {
    patient.mood = 'failing'
    const stop = new AbortController()
    let finish = (_stores: Promise<Stores>) => {}
    const open = () => (patient.opened === 0 ? patient.open() : new Promise<Stores>((resolve) => (finish = resolve)))
    const givenUp = expect(ResilientStores.open({ ...options(), open }, 'wait', stop.signal)).rejects.toThrow('stopped')
    await vi.advanceTimersByTimeAsync(1000)
    stop.abort(new Error('stopped'))
    await givenUp
    patient.mood = 'well'
    finish(patient.open())
    await vi.advanceTimersByTimeAsync(0)
    expect([patient.isDisposed, events, vi.getTimerCount()]).toEqual([true, ['awaited'], 0])
  })

  it('do not wait for what no waiting mends', async () => {
    const wrong = { ...options(), open: () => Promise.reject(new StreamBotError('bad_config', 'no database')) }
    for (const whenAway of ['wait', 'start'] as const) {
      await expect(ResilientStores.open(wrong, whenAway, noSignal)).rejects.toMatchObject({ code: 'bad_config' })
    }
  })

  it('close the database with them, and leave no timer', async () => {
    const stores = await open()
    patient.mood = 'failing'
    await expect(stores.bans.find(1)).rejects.toThrow()
    await stores[Symbol.asyncDispose]()
    expect(patient.isDisposed).toBe(true)
    expect(vi.getTimerCount()).toBe(0)
    await expect(stores.bans.find(1)).rejects.toThrow('closed')
  })
})

describe('resilient stores over memory', () => {
  beforeEach(() => void vi.useRealTimers())

  storesContract(
    () => ResilientStores.open({ ...options(), open: () => Promise.resolve(openMemoryStores()) }, 'wait', noSignal),
    true,
  )

  it('have no leases where one process has them to itself', async () => {
    expect((await ResilientStores.open({ ...options(), isShared: false }, 'start', noSignal)).leases).toBeNull()
  })
})
