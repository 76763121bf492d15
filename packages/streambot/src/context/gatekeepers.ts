/** Whoever decides about links, readers and traffic and remembers something between two questions: built once, shared by both front doors. */
import { AccessRecorder } from '../actions/access-recorder.js'
import { BatchRecords } from '../actions/batch-records.js'
import { FileChecksums } from '../actions/file-checksums.js'
import { forgetFile } from '../actions/forget-file.js'
import { LinkGuard } from '../actions/link-guard.js'
import { LinkRecords } from '../actions/link-records.js'
import { logCopyGone, logQuotaUsedUp, logRulesTrouble } from '../events.js'
import type { Loggers } from '../logger.js'
import { AddressLimiter } from '../policy/address-limiter.js'
import { BandwidthLedger } from '../policy/bandwidth-ledger.js'
import { PasswordAttempts } from '../policy/link-password-attempts.js'
import { PasswordChecker } from '../policy/link-password-checker.js'
import type { LiveRules } from '../policy/live-rules.js'
import { MembershipCache } from '../policy/membership-cache.js'
import type { Clock, Randomness } from '../ports/clock.js'
import type { Membership } from '../ports/membership.js'
import type { Stores } from '../ports/stores.js'
import type { StreamRegistry } from '../streaming/stream-registry.js'

const TIDY_EVERY_MS = 60_000

/** Rules as they are right now: asked at each decision, so that a change needs no restart. */
export interface CurrentRules {
  readonly current: LiveRules
}

export interface GatekeeperDeps {
  readonly clock: Clock
  readonly randomness: Randomness
  readonly loggers: Loggers
  readonly stores: Pick<Stores, 'links' | 'batches' | 'bans' | 'bandwidth' | 'users' | 'files'>
  readonly streams: StreamRegistry
  readonly membership: Membership
}

export class Gatekeepers implements AsyncDisposable {
  readonly records: LinkRecords
  readonly batchRecords: BatchRecords
  readonly checksums: FileChecksums
  readonly accesses: AccessRecorder
  readonly guard: LinkGuard
  readonly quota: BandwidthLedger
  readonly passwords: PasswordChecker
  readonly subscriptions: MembershipCache
  readonly requests: AddressLimiter
  readonly wrongTokens: AddressLimiter
  readonly #tidying: NodeJS.Timeout

  constructor(
    private readonly rules: CurrentRules,
    private readonly deps: GatekeeperDeps,
  ) {
    const { clock, randomness, loggers, stores, streams, membership } = deps
    const tell = (subject: string) => (error: unknown) => logRulesTrouble(loggers.store, { subject }, error)
    this.records = new LinkRecords({ clock, links: stores.links, bans: stores.bans })
    this.batchRecords = new BatchRecords({ clock, batches: stores.batches })
    this.checksums = new FileChecksums({ clock, files: stores.files, onTrouble: tell('sums of files') })
    this.accesses = new AccessRecorder({
      clock,
      randomness,
      links: stores.links,
      onTrouble: tell('who read links'),
    })
    this.guard = new LinkGuard({ clock, records: this.records, streams, onTrouble: tell('links that are being read') })
    this.quota = new BandwidthLedger({
      clock,
      randomness,
      store: stores.bandwidth,
      users: stores.users,
      get rules() {
        return rules.current.bandwidthRules
      },
      adminIds: rules.current.accessRules.adminIds,
      onUsedUp: (ownerId) => this.#usedUp(ownerId),
      onTrouble: tell('traffic'),
    })
    this.passwords = new PasswordChecker({ clock, randomness, attempts: new PasswordAttempts() })
    this.subscriptions = new MembershipCache({
      clock,
      membership,
      get rules() {
        return rules.current.subscriptionRules
      },
      onTrouble: (channel, error) => tell(`members of ${channel}`)(error),
    })
    this.requests = new AddressLimiter(() => rules.current.requestRule)
    this.wrongTokens = new AddressLimiter(() => rules.current.wrongLinkRule)
    this.#tidying = setInterval(() => this.#tidy(), TIDY_EVERY_MS).unref()
    this.accesses.start()
    this.guard.start()
  }

  /** A copy has left the log channel. Resolves in any case: nobody waits for it. */
  async copyGone(logMessageId: number): Promise<void> {
    const { clock, stores, loggers } = this.deps
    try {
      const ended = await forgetFile({ clock, files: stores.files, links: stores.links }, logMessageId)
      if (ended > 0) logCopyGone(loggers.app, { logMessageId, ended })
      await this.guard.look()
    } catch (error) {
      logRulesTrouble(loggers.store, { subject: `the lost copy ${logMessageId}` }, error)
    }
  }

  /** Stores what is not stored yet; call once nothing is sent any more. */
  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#tidying)
    this.guard[Symbol.dispose]()
    await Promise.allSettled([this.accesses[Symbol.asyncDispose](), this.quota[Symbol.asyncDispose]()])
  }

  #usedUp(ownerId: number | null): void {
    const { loggers, streams } = this.deps
    const reason = 'The traffic of this month is used up'
    const cut = () => (ownerId === null ? streams.cancelAll(reason) : streams.cancelOwnedBy(ownerId, reason))
    logQuotaUsedUp(loggers.app, { ownerId, cutStreams: this.rules.current.whenUsedUp === 'cut' ? cut() : 0 })
  }

  #tidy(): void {
    const nowMs = this.deps.clock.now()
    this.requests.prune(nowMs)
    this.wrongTokens.prune(nowMs)
    this.subscriptions.prune(nowMs)
  }
}
