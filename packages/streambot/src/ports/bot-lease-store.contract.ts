/** What every store of leases promises. */
import { beforeEach, describe, expect, it } from 'vitest'
import type { BotLease, UpdatePlace } from '../core/bot-lease.js'
import { MAX_PLACES, MAX_PLACES_AT_ONCE, type BotLeaseStore } from './bot-lease-store.js'

export function botLeaseStoreContract(create: () => Promise<BotLeaseStore>): void {
  describe('keeps the promises of a store of leases', () => {
    let leases: BotLeaseStore
    beforeEach(async () => {
      leases = await create()
    })

    it('hands a lease that nobody ever held to one of all who want it', async () => {
      expect(await leases.find(BOT)).toBeNull()
      const taken = await Promise.all(['a', 'b', 'c', 'd'].map((holder) => leases.take(BOT, holder, null)))
      const [lease, ...others] = taken.filter((it) => it !== null)
      expect(others).toEqual([])
      expect(lease).toEqual({ botId: BOT, holder: expect.any(String) as string, epoch: 1, beat: 0 })
      expect(await leases.find(BOT)).toEqual(lease)
    })

    it('leaves a lease alone that has beaten since it was looked at', async () => {
      const seen = await taken('a', null)
      expect(await leases.beat(seen)).toEqual({ ...seen, beat: 1 })
      expect(await leases.take(BOT, 'b', seen)).toBeNull()
      expect(await leases.take(BOT, 'b', null)).toBeNull()
      expect(await leases.find(BOT)).toEqual({ ...seen, beat: 1 })
    })

    it('hands a silent lease to one of all who watched it, and refuses what its former holder does', async () => {
      const first = await taken('a', null)
      const both = await Promise.all([leases.take(BOT, 'b', first), leases.take(BOT, 'c', first)])
      const next = both.find((it) => it !== null)!
      expect(both.filter((it) => it !== null)).toHaveLength(1)
      expect(next).toEqual({ ...first, holder: next.holder, epoch: 2, beat: 0 })
      expect(await leases.beat(first)).toBeNull()
      await leases.giveBack(first)
      expect(await leases.find(BOT)).toEqual(next)
    })

    it('gives back what can be taken at once, and counts on', async () => {
      const first = await taken('a', null)
      await leases.giveBack(first)
      const free = await leases.find(BOT)
      expect(free).toEqual({ ...first, holder: null })
      expect(await leases.beat(first)).toBeNull()
      expect(await leases.take(BOT, 'a', free)).toEqual({ ...first, epoch: 2 })
    })

    it('keeps the leases and places of two bots apart', async () => {
      const mine = await taken('a', null)
      const other = await leases.take(OTHER_BOT, 'b', null)
      await leases.writePlaces(mine, [place('updates_pts', 1)])
      expect(await leases.find(BOT)).toEqual(mine)
      expect(await leases.find(OTHER_BOT)).toEqual(other)
      expect(await leases.places(OTHER_BOT)).toEqual([])
    })

    it('gives places back byte for byte, the last of each key', async () => {
      const lease = await taken('a', null)
      expect(await leases.places(BOT)).toEqual([])
      const odd = { key: `updates_channel:-100 $."\n'`, value: Uint8Array.of(0, 255, 0, 128) }
      expect(await leases.writePlaces(lease, [place('updates_pts', 1), odd])).toBe(true)
      expect(await leases.writePlaces(lease, [place('updates_pts', 2), place('updates_qts', 3)])).toBe(true)
      expect(await leases.writePlaces(lease, [])).toBe(true)
      expect(await inOrder()).toEqual([odd, place('updates_pts', 2), place('updates_qts', 3)])
    })

    it('refuses a place from whoever held the lease before the one who wrote it', async () => {
      const first = await taken('a', null)
      await leases.writePlaces(first, [place('updates_pts', 1), place('updates_qts', 1)])
      const next = await taken('b', first)
      expect(await leases.writePlaces(next, [place('updates_pts', 5)])).toBe(true)
      expect(await leases.writePlaces(first, [place('updates_pts', 2)])).toBe(false)
      expect(await inOrder()).toEqual([place('updates_pts', 5), place('updates_qts', 1)])
    })

    it('takes as many places at once as it says', async () => {
      const lease = await taken('a', null)
      const many = Array.from({ length: MAX_PLACES_AT_ONCE }, (_, at) => place(`updates_channel_${at}`, at % 256))
      expect(await leases.writePlaces(lease, many)).toBe(true)
      expect(await leases.places(BOT)).toHaveLength(MAX_PLACES_AT_ONCE)
    })

    it('of more places than it gives back leaves out those of channels, not those of all the bot', async () => {
      const lease = await taken('a', null)
      const ofAll = ['updates_date', 'updates_pts', 'updates_qts', 'updates_seq'].map((key) => place(key, 1))
      for (let from = 0; from < MAX_PLACES; from += MAX_PLACES_AT_ONCE) {
        const channels = Array.from({ length: MAX_PLACES_AT_ONCE }, (_, at) => place(`updates_channel:${from + at}`, 2))
        await leases.writePlaces(lease, channels)
      }
      await leases.writePlaces(lease, ofAll)
      const places = await inOrder()
      expect(places).toHaveLength(MAX_PLACES)
      expect(places.slice(-ofAll.length)).toEqual(ofAll)
    })

    async function taken(holder: string, seen: BotLease | null): Promise<BotLease> {
      const lease = await leases.take(BOT, holder, seen)
      if (!lease) throw new Error('The lease was not to be had')
      return lease
    }

    async function inOrder(): Promise<UpdatePlace[]> {
      return (await leases.places(BOT)).sort((one, other) => (one.key < other.key ? -1 : 1))
    }
  })
}

const BOT = 7_000_000_001
const OTHER_BOT = 700

function place(key: string, byte: number): UpdatePlace {
  return { key, value: Uint8Array.of(byte) }
}
