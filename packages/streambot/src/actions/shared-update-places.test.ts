import { beforeEach, expect, it } from 'vitest'
import type { BotLease } from '../core/bot-lease.js'
import { StreamBotError } from '../core/errors.js'
import { MAX_PLACES_AT_ONCE } from '../ports/bot-lease-store.js'
import { MemoryBotLeaseStore } from '../stores/memory/memory-bot-lease-store.js'
import { ManualTime } from './manual-time.fixture.js'
import { SharedUpdatePlaces } from './shared-update-places.js'

const BOT = 7_000_000_001

let time: ManualTime
let store: WatchedStore
let lease: BotLease | null
let troubles: unknown[]

const away = () => new StreamBotError('store_unavailable', 'away')

class WatchedStore extends MemoryBotLeaseStore {
  writes = 0
  isAway = false

  override places(botId: number): ReturnType<MemoryBotLeaseStore['places']> {
    return this.isAway ? Promise.reject(away()) : super.places(botId)
  }

  override writePlaces(...write: Parameters<MemoryBotLeaseStore['writePlaces']>): Promise<boolean> {
    this.writes++
    if (this.isAway) return Promise.reject(away())
    return super.writePlaces(...write)
  }
}

beforeEach(async () => {
  time = new ManualTime()
  store = new WatchedStore()
  lease = await store.take(BOT, 'a', null)
  troubles = []
})

function create(): SharedUpdatePlaces {
  const onTrouble = (error: unknown) => troubles.push(error)
  return new SharedUpdatePlaces({ leases: store, botId: BOT, lease: () => lease, time, onTrouble })
}

function place(key: string, byte: number) {
  return { key, value: Uint8Array.of(byte) }
}

it('what is noted in one moment is one call, of each key the last', async () => {
  const places = create()
  expect(await places.load()).toEqual([])
  for (let byte = 1; byte <= 100; byte++) for (const key of ['pts', 'date']) places.note(place(key, byte))
  await time.advance(1_000)
  expect(store.writes).toBe(1)
  expect(await places.load()).toEqual([place('pts', 100), place('date', 100)])
  places.note(place('pts', 101))
  await time.advance(1_000)
  expect(await create().load()).toEqual([place('pts', 101), place('date', 100)])
})

it('what the database does not take is written when it is back, the newest of it', async () => {
  const places = create()
  store.isAway = true
  places.note(place('pts', 1))
  await time.advance(3_000)
  places.note(place('pts', 2))
  store.isAway = false
  await time.advance(2_000)
  expect(await places.load()).toEqual([place('pts', 2)])
  expect(troubles).toEqual([])
})

it('of many keys none is left out', async () => {
  const places = create()
  for (let at = 0; at < 2 * MAX_PLACES_AT_ONCE + 1; at++) places.note(place(`channel ${at}`, 1))
  await time.advance(1_000)
  expect(await places.load()).toHaveLength(2 * MAX_PLACES_AT_ONCE + 1)
  expect(store.writes).toBe(3)
})

it('whoever has no lease writes nothing', async () => {
  const places = create()
  lease = null
  places.note(place('pts', 1))
  await time.advance(1_000)
  expect(store.writes).toBe(0)
  expect(time.timersLeft).toBe(0)
})

it('a stop writes what is left', async () => {
  const places = create()
  places.note(place('pts', 1))
  await places[Symbol.asyncDispose]()
  expect(await places.load()).toEqual([place('pts', 1)])
  expect(time.timersLeft).toBe(0)
})

it('a stop writes all that is left, however many calls that is, and tries none twice where none is taken', async () => {
  const places = create()
  for (let at = 0; at < 2 * MAX_PLACES_AT_ONCE + 1; at++) places.note(place(`channel ${at}`, 1))
  await places[Symbol.asyncDispose]()
  expect(await places.load()).toHaveLength(2 * MAX_PLACES_AT_ONCE + 1)
  store.isAway = true
  const late = create()
  late.note(place('pts', 2))
  store.writes = 0
  await late[Symbol.asyncDispose]()
  expect(store.writes).toBe(1)
})

it('with the database away whoever has the lease waits for what is noted, and whoever has none goes on as its session says', async () => {
  store.isAway = true
  await expect(create().load()).rejects.toMatchObject({ code: 'store_unavailable' })
  lease = null
  expect(await create().load()).toEqual([])
})
