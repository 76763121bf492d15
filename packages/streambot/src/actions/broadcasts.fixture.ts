/**
 * A Telegram, a database and a time for tests of broadcasts. All of them outlive the instances that use them, which can be killed: what one has
 * asked by then is done, what it would do afterwards is not.
 */
import { StreamBotError } from '../core/errors.js'
import type { BroadcastCopy, SendOutcome } from '../ports/broadcast-sender.js'
import type { BroadcastStore } from '../ports/broadcast-store.js'
import type { Stores } from '../ports/stores.js'
import type { UserStore } from '../ports/user-store.js'
import { Broadcasts, type BroadcastProgress } from './broadcasts.js'
import { ManualTime } from './manual-time.fixture.js'

export const BOT_ID = 7_000_000_001
export const ADMIN_ID = 1

/** What happens to one call; null: what happens to any. */
export type Fate = SendOutcome | 'answer_lost' | null

class FakeTelegram {
  readonly blocked = new Set<number>()
  /** How often each person has the message. */
  readonly chats = new Map<number, number>()
  readonly calls: { readonly userId: number; readonly atMs: number }[] = []
  fateOf: (copy: BroadcastCopy, call: number) => Fate = () => null
  roundTripMs = 100
  readonly #used = new Set<bigint>()

  constructor(private readonly time: ManualTime) {}

  async send(copy: BroadcastCopy, signal: AbortSignal): Promise<SendOutcome> {
    const fate = this.fateOf(copy, this.calls.push({ userId: copy.userId, atMs: this.time.now() }) - 1)
    const never = new AbortController().signal
    const arriving = this.time.wait(this.roundTripMs / 2, never).then(() => this.#arrive(copy, fate))
    await this.time.wait(this.roundTripMs, signal)
    const outcome = await arriving
    if (fate === 'answer_lost') return { kind: 'wait', retryAfterMs: 1000 }
    return outcome
  }

  /** Also when whoever has asked does not wait for the answer any more. */
  #arrive({ userId, randomId }: BroadcastCopy, fate: Fate): SendOutcome {
    if (fate !== null && fate !== 'answer_lost') return fate
    if (this.blocked.has(userId)) return { kind: 'unreachable' }
    if (!this.#used.has(randomId)) this.chats.set(userId, (this.chats.get(userId) ?? 0) + 1)
    this.#used.add(randomId)
    return { kind: 'sent' }
  }
}

export interface InstanceOptions {
  readonly perSecond?: number
  readonly botId?: number
  readonly isOnDuty?: () => boolean
}

export class Stage {
  readonly time = new ManualTime()
  readonly telegram = new FakeTelegram(this.time)
  readonly troubles: unknown[] = []
  /** How many broadcasts have come to their end, whoever knows of it. */
  finished = 0
  /** Whether the database does not answer: before it does anything, or after. */
  outage: 'before' | 'after' | null = null
  #ids = 0

  constructor(readonly stores: Pick<Stores, 'broadcasts' | 'users' | 'audit'>) {}

  async people(userIds: readonly number[]): Promise<void> {
    for (const id of userIds) {
      await this.stores.users.seen({ id, firstName: `Person ${id}`, username: null, languageCode: null }, 1)
    }
  }

  instance({ perSecond = 25, botId = BOT_ID, isOnDuty = () => true }: InstanceOptions = {}): Instance {
    return new Instance(this, (isAlive) => {
      const guard = <Store extends object>(store: Store) => this.#guard(store, isAlive)
      const { audit } = this.stores
      return new Broadcasts({
        time: this.time,
        clock: this.time,
        randomness: { bytes: (length) => new Uint8Array(length).fill(++this.#ids) },
        botId,
        broadcasts: guard<BroadcastStore>(this.stores.broadcasts),
        users: guard<UserStore>(this.stores.users),
        sender: {
          send: async (copy, signal) => {
            if (!isAlive()) return never()
            const outcome = await this.telegram.send(copy, signal)
            return isAlive() ? outcome : never()
          },
        },
        perSecond,
        isOnDuty,
        audit,
        onAuditTrouble: (error) => this.troubles.push(error),
        onTrouble: (error) => this.troubles.push(error),
      })
    })
  }

  #guard<Store extends object>(store: Store, isAlive: () => boolean): Store {
    const call = async (name: string | symbol, args: unknown[]) => {
      if (!isAlive()) return never()
      const { outage } = this
      if (outage === 'before') throw new StreamBotError('store_unavailable', 'away')
      const verb = Reflect.get(store, name) as (...args: unknown[]) => Promise<unknown>
      const answer = await verb.apply(store, args)
      if (name === 'finish' && answer === true) this.finished++
      if (outage === 'after') throw new StreamBotError('store_unavailable', 'away')
      return isAlive() ? answer : never()
    }
    return new Proxy(store, {
      get:
        (_, name) =>
        (...args: unknown[]) =>
          call(name, args),
    })
  }
}

export class Instance {
  readonly broadcasts: Broadcasts
  readonly reports: BroadcastProgress[] = []
  #isAlive = true
  #asked = 0

  constructor(
    private readonly stage: Stage,
    create: (isAlive: () => boolean) => Broadcasts,
  ) {
    this.broadcasts = create(() => this.#isAlive)
    this.broadcasts.onProgress((progress) => this.reports.push(progress))
  }

  /** As by a power cut. */
  kill(): void {
    this.#isAlive = false
  }

  start(messageId = 42): Promise<string> {
    return this.broadcasts.start(ADMIN_ID, { chatId: ADMIN_ID, messageId })
  }

  /** Resolves with the last report of the first broadcast, then of the second… */
  async ended(): Promise<BroadcastProgress> {
    const at = this.#asked++
    await this.stage.time.until(() => this.ends.length > at)
    return this.ends[at]!
  }

  get ends(): BroadcastProgress[] {
    return this.reports.filter(({ state }) => state !== 'running')
  }
}

function never(): Promise<never> {
  return new Promise(() => {})
}

/** With people whose ids begin at 1. */
export async function stageWith(stores: Stores, people: number) {
  const stage = new Stage(stores)
  const ids = Array.from({ length: people }, (_, at) => at + 1)
  await stage.people(ids)
  return { stage, ids, time: stage.time, telegram: stage.telegram }
}

/** What chats look like when everybody has the message once. */
export function eachOnce(ids: readonly number[]): Map<number, number> {
  return new Map(ids.map((id) => [id, 1]))
}

export function sorted(chats: ReadonlyMap<number, number>): Map<number, number> {
  return new Map([...chats].sort(([one], [other]) => one - other))
}
