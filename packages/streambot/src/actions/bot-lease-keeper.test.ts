import { describe, expect, it, onTestFinished } from 'vitest'
import { StreamBotError } from '../core/errors.js'
import type { BotLeaseStore } from '../ports/bot-lease-store.js'
import { MemoryBotLeaseStore } from '../stores/memory/memory-bot-lease-store.js'
import { BotLeaseKeeper } from './bot-lease-keeper.js'
import { ManualTime } from './manual-time.fixture.js'

const BOT = 7_000_000_001

describe('of several instances', () => {
  it('the first one has the lease at once, and keeps it while it beats', async () => {
    const stage = new Stage()
    const [first, second] = [await stage.instance('a'), await stage.instance('b')]
    expect([first.isHeld, second.isHeld]).toEqual([true, false])
    await stage.time.advance(60_000)
    expect([first.news, second.news]).toEqual([['taken'], []])
    expect((await stage.store.find(BOT))?.epoch).toBe(1)
  })

  it('one of those that wait takes over within five seconds of a crash, and only one', async () => {
    const stage = new Stage()
    const first = await stage.instance('a')
    const others = await Promise.all(['b', 'c', 'd'].map((holder) => stage.instance(holder)))
    await stage.time.advance(10_300)
    first.die()
    await stage.time.advance(4_500)
    expect(others.filter(({ isHeld }) => isHeld)).toHaveLength(1)
    await stage.time.advance(60_000)
    expect(others.flatMap(({ news }) => news)).toEqual(['taken'])
  })

  it('one that waits takes over at once when the lease is given back', async () => {
    const stage = new Stage()
    const [first, second] = [await stage.instance('a'), await stage.instance('b')]
    await first.keeper[Symbol.asyncDispose]()
    await stage.time.advance(500)
    expect([first.isHeld, second.isHeld]).toEqual([false, true])
  })

  it('one that stood still learns from its next beat that another one has taken over', async () => {
    const stage = new Stage()
    const [first, second] = [await stage.instance('a'), await stage.instance('b')]
    first.isFrozen = true
    await stage.time.advance(5_000)
    expect([first.isHeld, second.isHeld]).toEqual([true, true])
    first.isFrozen = false
    await stage.time.advance(1_000)
    expect([first.isHeld, second.isHeld]).toEqual([false, true])
    expect(first.news).toEqual(['taken', 'lost'])
  })
})

describe('with the database away', () => {
  it('whoever has the lease goes on, and nobody takes it for the silence of that time', async () => {
    const stage = new Stage()
    const [first, second] = [await stage.instance('a'), await stage.instance('b')]
    stage.isAway = true
    await stage.time.advance(60_000)
    stage.isAway = false
    await stage.time.advance(10_000)
    expect([first.news, second.news]).toEqual([['taken'], []])
    expect(stage.troubles).toEqual([])
  })

  it('an instance that starts is on duty, and has the lease when the database is back', async () => {
    const stage = new Stage()
    stage.isAway = true
    const first = await stage.instance('a')
    expect([first.keeper.isOnDuty, first.isHeld]).toEqual([true, false])
    stage.isAway = false
    await stage.time.advance(500)
    expect([first.keeper.isOnDuty, first.isHeld]).toEqual([true, true])
    expect(first.news).toEqual(['taken'])
  })

  it('one that starts steps back when it sees that another one holds the lease, not for one that is gone', async () => {
    const stage = new Stage()
    const first = await stage.instance('a')
    stage.isAway = true
    const second = await stage.instance('b')
    expect(second.keeper.isOnDuty).toBe(true)
    stage.isAway = false
    await stage.time.advance(2_000)
    expect([first.isHeld, second.keeper.isOnDuty, second.news]).toEqual([true, false, ['taken', 'lost']])
    first.die()
    stage.isAway = true
    const third = await stage.instance('c')
    stage.isAway = false
    second.die()
    await stage.time.advance(10_000)
    expect([third.isHeld, third.news]).toEqual([true, ['taken']])
  })

  it('one that knows another one to hold the lease does not take it for free', async () => {
    const stage = new Stage()
    await stage.instance('a')
    const second = await stage.instance('b')
    stage.isAway = true
    await stage.time.advance(60_000)
    expect(second.keeper.isOnDuty).toBe(false)
  })

  it('a lease that was taken without an answer is found to be its own', async () => {
    const stage = new Stage()
    stage.losesAnswersTo = 'take'
    const first = await stage.instance('a')
    expect(first.isHeld).toBe(false)
    await stage.time.advance(500)
    expect(first.isHeld).toBe(true)
    expect((await stage.store.find(BOT))?.epoch).toBe(1)
  })

  it('what should not happen is told, and it goes on', async () => {
    const stage = new Stage()
    const first = await stage.instance('a')
    stage.breaks = new Error('a bug')
    await stage.time.advance(1_000)
    expect(stage.troubles).toEqual([stage.breaks])
    stage.breaks = null
    await stage.time.advance(10_000)
    expect(first.news).toEqual(['taken'])
  })
})

class Stage {
  readonly time = new ManualTime()
  readonly store = new MemoryBotLeaseStore()
  readonly troubles: unknown[] = []
  isAway = false
  breaks: Error | null = null
  losesAnswersTo: string | null = null

  async instance(holder: string): Promise<Instance> {
    const instance = new Instance(this, holder)
    onTestFinished(() => instance.keeper[Symbol.asyncDispose]())
    await instance.keeper.begin()
    return instance
  }
}

class Instance {
  readonly keeper: BotLeaseKeeper
  readonly news: string[] = []
  isFrozen = false

  constructor(
    private readonly stage: Stage,
    holder: string,
  ) {
    const { time, troubles } = stage
    const onTrouble = (error: unknown) => troubles.push(error)
    this.keeper = new BotLeaseKeeper({ leases: this.#reached(), botId: BOT, holder, time, onTrouble })
    this.keeper.onChange = (isHeld) => this.news.push(isHeld ? 'taken' : 'lost')
  }

  get isHeld(): boolean {
    return this.keeper.lease !== null
  }

  /** As by a power cut: what it asks afterwards is never asked. */
  die(): void {
    this.isFrozen = true
  }

  #reached(): BotLeaseStore {
    return new Proxy(this.stage.store, {
      get:
        (store, verb: keyof BotLeaseStore) =>
        async (...args: unknown[]) => {
          const { stage } = this
          if (stage.breaks) throw stage.breaks
          if (stage.isAway || this.isFrozen) throw new StreamBotError('store_unavailable', 'away')
          const act = Reflect.get(store, verb) as (...args: unknown[]) => Promise<unknown>
          const answer = await act.apply(store, args)
          if (stage.losesAnswersTo !== verb) return answer
          stage.losesAnswersTo = null
          throw new StreamBotError('store_unavailable', 'The answer is lost')
        },
    })
  }
}
