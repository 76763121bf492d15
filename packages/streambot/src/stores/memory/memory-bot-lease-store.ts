import type { BotLease, UpdatePlace } from '../../core/bot-lease.js'
import { MAX_PLACES, type BotLeaseStore } from '../../ports/bot-lease-store.js'
import { BoundedMap } from './bounded-map.js'

/** Of the bots of one process, and gone with it. */
export class MemoryBotLeaseStore implements BotLeaseStore {
  readonly #leases = new BoundedMap<number, BotLease>(100)
  readonly #places = new BoundedMap<string, UpdatePlace & { readonly botId: number; readonly epoch: number }>(
    2 * MAX_PLACES,
  )

  find(botId: number): Promise<BotLease | null> {
    return Promise.resolve(this.#leases.get(botId) ?? null)
  }

  take(botId: number, holder: string, seen: BotLease | null): Promise<BotLease | null> {
    const found = this.#leases.get(botId)
    const isAsSeen = found?.epoch === seen?.epoch && found?.beat === seen?.beat && found?.holder === seen?.holder
    if (!isAsSeen) return Promise.resolve(null)
    return this.#keep({ botId, holder, epoch: (found?.epoch ?? 0) + 1, beat: 0 })
  }

  beat(lease: BotLease): Promise<BotLease | null> {
    const held = this.#held(lease)
    return held ? this.#keep({ ...held, beat: held.beat + 1 }) : Promise.resolve(null)
  }

  async giveBack(lease: BotLease): Promise<void> {
    const held = this.#held(lease)
    if (held) await this.#keep({ ...held, holder: null })
  }

  places(botId: number): Promise<UpdatePlace[]> {
    const found = [...this.#places.values()].filter((place) => place.botId === botId)
    const lastFirst = found.sort((one, other) => (one.key > other.key ? -1 : 1)).slice(0, MAX_PLACES)
    return Promise.resolve(lastFirst.map(({ key, value }) => ({ key, value })))
  }

  writePlaces({ botId, epoch }: BotLease, places: readonly UpdatePlace[]): Promise<boolean> {
    let isLatest = true
    for (const place of places) {
      const id = `${botId} ${place.key}`
      if ((this.#places.get(id)?.epoch ?? 0) > epoch) isLatest = false
      else this.#places.set(id, { ...place, botId, epoch })
    }
    return Promise.resolve(isLatest)
  }

  #held({ botId, holder, epoch }: BotLease): BotLease | null {
    const found = this.#leases.get(botId)
    return found?.epoch === epoch && found.holder === holder && holder !== null ? found : null
  }

  #keep(lease: BotLease): Promise<BotLease> {
    this.#leases.set(lease.botId, lease)
    return Promise.resolve(lease)
  }
}
