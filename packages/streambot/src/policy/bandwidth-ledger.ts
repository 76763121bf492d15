/**
 * Who may still be served this month. Bytes are counted as they leave, in memory, and reach the store within seconds, each once; a crash
 * loses those seconds. While the store is away everything goes on from what is known; what it may or may not have counts twice till then.
 *
 * Several instances share a quota without asking each other: each learns the total with every report of its own. A report is due
 * after 5 s, or as soon as it holds both 16 MiB and an eighth of what was left at the last one. Where B is the most that one holds by
 * that, N instances that send r bytes/s each, to a store that answers after d, overrun a quota by at most N × (B + 2 × r × d), and by
 * what readers who are let finish still take. Up to eight that are equally fast come near the end in small steps: B is 16 MiB then.
 * What an instance that was killed had not reported comes on top. With the store away, each may send what was left.
 */
import { hasCode } from '../core/errors.js'
import { monthOf } from '../core/month.js'
import type { User } from '../core/user.js'
import type { BandwidthReport, BandwidthStore } from '../ports/bandwidth-store.js'
import type { Clock, Randomness } from '../ports/clock.js'
import type { UserStore } from '../ports/user-store.js'
import { BandwidthCourier } from './bandwidth-courier.js'
import {
  decideBandwidth,
  isUsedUp,
  serviceLimitBytes,
  userLimitBytes,
  type BandwidthDecision,
  type BandwidthRules,
  type BandwidthUsage,
} from './bandwidth-quota.js'
import { BandwidthTally } from './bandwidth-tally.js'
import { MonthTotals, type Account } from './bandwidth-totals.js'

export interface BandwidthLedgerDeps {
  readonly clock: Clock
  readonly randomness: Randomness
  readonly store: Pick<BandwidthStore, 'add' | 'totals'>
  readonly users: Pick<UserStore, 'find'>
  /** Read at each decision: they change while streams run. null: limits are switched off. */
  readonly rules: BandwidthRules | null
  readonly adminIds: readonly number[]
  /** Whenever a quota is used up, as soon as it is known here: once a month, unless it grew meanwhile. @param ownerId null: the whole service's */
  readonly onUsedUp: (ownerId: number | null) => void
  /** What could not be stored yet. */
  readonly onTrouble: (error: unknown) => void
}

/** What was read is good for so long: one question for each owner, however many streams they have. */
const REREAD_MS = 5000
/** Less is not worth a report of its own. */
const MIN_HURRY_BYTES = 16 * 1024 * 1024
/** As many equally fast instances cannot jump over the end of a quota together. */
const HURRY_DIVISOR = 8
/** Owner of bytes whose owner is not known: Telegram gives nobody this number. */
const NOBODY = 0

export class BandwidthLedger implements AsyncDisposable {
  readonly #tally: BandwidthTally
  readonly #courier: BandwidthCourier
  #totals: MonthTotals

  constructor(private readonly deps: BandwidthLedgerDeps) {
    this.#tally = new BandwidthTally(Buffer.from(deps.randomness.bytes(16)).toString('hex'))
    this.#courier = new BandwidthCourier(this.#tally, (report) => this.#deliver(report), deps.onTrouble)
    this.#totals = new MonthTotals(monthOf(deps.clock.now()))
  }

  /** Bytes of one of the owner's links have just left. @param ownerId null: not known, the service's bytes all the same */
  count(ownerId: number | null, bytes: number): void {
    if (bytes === 0) return
    const totals = this.#current()
    this.#tally.count(totals.month, ownerId ?? NOBODY, bytes)
    this.#courier.wake()
    const account = totals.account(ownerId)
    // Let in last month, or before the owner was forgotten here.
    if (account.readAtMs === -Infinity && !account.reading) this.#refresh(totals, ownerId).catch(this.deps.onTrouble)
    this.#watch(totals, ownerId)
  }

  /** Whether a link of the owner may be served now. @param ownerId null: not known, the service's quota alone decides */
  async admit(ownerId: number | null): Promise<BandwidthDecision> {
    const totals = this.#current()
    await this.#refresh(totals, ownerId)
    const user = ownerId === null ? null : this.#userUsage(totals, ownerId)
    return decideBandwidth(this.#serviceUsage(totals), user, totals.month, this.deps.clock.now())
  }

  /** Of this month. */
  async userUsage(ownerId: number): Promise<BandwidthUsage> {
    const totals = this.#current()
    await this.#refresh(totals, ownerId)
    return this.#userUsage(totals, ownerId)
  }

  /** Of this month. */
  async serviceUsage(): Promise<BandwidthUsage> {
    const totals = this.#current()
    await this.#refresh(totals, null)
    return this.#serviceUsage(totals)
  }

  /** An admin changed what the person may use; other instances read it within seconds. */
  userChanged(user: User): void {
    this.#current().account(user.id).user = user
  }

  /** Stores what is left; call once nothing is sent any more. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.#courier[Symbol.asyncDispose]()
  }

  #current(): MonthTotals {
    const nowMs = this.deps.clock.now()
    if (nowMs < this.#totals.startMs || nowMs >= this.#totals.endMs) this.#totals = new MonthTotals(monthOf(nowMs))
    return this.#totals
  }

  #serviceUsage(totals: MonthTotals): BandwidthUsage {
    const usedBytes = totals.service.storedBytes + this.#tally.unsettledTotalBytes(totals.month)
    return { usedBytes, limitBytes: serviceLimitBytes(this.deps.rules) }
  }

  #userUsage(totals: MonthTotals, ownerId: number): BandwidthUsage {
    const { rules, adminIds } = this.deps
    const { storedBytes, user } = totals.account(ownerId)
    const usedBytes = storedBytes + this.#tally.unsettledBytes(totals.month, ownerId)
    return { usedBytes, limitBytes: userLimitBytes(rules, user, adminIds.includes(ownerId)) }
  }

  async #deliver(report: BandwidthReport): Promise<void> {
    const stored = await this.deps.store.add(report)
    // In the same moment as what the store has is learned: it would count twice for as long as both are known.
    this.#tally.settle()
    const totals = this.#current()
    if (report.month !== totals.month) return
    totals.learn(stored)
    for (const ownerId of report.bytesByUser.keys()) this.#watch(totals, ownerId === NOBODY ? null : ownerId)
  }

  /** Asks the store unless that was done lately; whoever else wants the same waits for the same answer. */
  async #refresh(totals: MonthTotals, ownerId: number | null): Promise<void> {
    const account = totals.account(ownerId)
    if (Math.abs(this.deps.clock.now() - account.readAtMs) < REREAD_MS) return
    account.reading ??= this.#read(totals, account, ownerId).finally(() => {
      account.readAtMs = this.deps.clock.now()
      account.reading = null
    })
    await account.reading
  }

  async #read(totals: MonthTotals, account: Account, ownerId: number | null): Promise<void> {
    const { store, users } = this.deps
    try {
      const [stored, user] = await Promise.all([
        store.totals(totals.month, ownerId === null ? [] : [ownerId]),
        ownerId === null ? null : users.find(ownerId),
      ])
      account.user = user
      totals.learn(stored)
      this.#watch(totals, ownerId)
    } catch (error) {
      if (!hasCode(error, 'store_unavailable')) throw error
    }
  }

  /** Tells what is used up, and hurries while it matters to others. */
  #watch(totals: MonthTotals, ownerId: number | null): void {
    let isPressed = this.#look(totals.service, this.#serviceUsage(totals), null)
    if (ownerId !== null) {
      const isUserPressed = this.#look(totals.account(ownerId), this.#userUsage(totals, ownerId), ownerId)
      isPressed ||= isUserPressed
    }
    if (isPressed) this.#courier.hurry()
  }

  #look(account: Account, usage: BandwidthUsage, ownerId: number | null): boolean {
    const wasUsedUp = account.isUsedUp
    account.isUsedUp = isUsedUp(usage)
    if (account.isUsedUp && !wasUsedUp) this.deps.onUsedUp(ownerId)
    return isPressing(account, usage)
  }
}

/** So much that was not reported yet may be what other instances have to know. Once all is used up, nobody has to hurry. */
function isPressing({ storedBytes }: Account, { usedBytes, limitBytes }: BandwidthUsage): boolean {
  if (limitBytes === null || storedBytes >= limitBytes) return false
  return usedBytes - storedBytes >= Math.max(MIN_HURRY_BYTES, (limitBytes - storedBytes) / HURRY_DIVISOR)
}
