/**
 * Ends streams whose link is served no longer: revoked, expired, or of somebody who is banned, whichever instance was told. Looks every
 * second while there are streams; what is done on this instance ends them at once. While the database is away they go on.
 */
import { hasCode } from '../core/errors.js'
import { isOver } from '../core/is-over.js'
import type { Clock } from '../ports/clock.js'
import type { StreamRegistry } from '../streaming/stream-registry.js'
import type { LinkRecord, LinkRecords } from './link-records.js'

const LOOK_EVERY_MS = 1000
const REVOKED = 'The link was revoked'
const BANNED = 'The owner of the link was banned'

export interface LinkGuardDeps {
  readonly clock: Clock
  readonly records: Pick<LinkRecords, 'findAll' | 'noteRevoked' | 'noteBanned'>
  readonly streams: Pick<StreamRegistry, 'linkIds' | 'cancelLink' | 'cancelOwnedBy'>
  /** What could not be looked at; the next look tries again. */
  readonly onTrouble: (error: unknown) => void
}

export class LinkGuard implements Disposable {
  #timer: NodeJS.Timeout | null = null
  #isLooking = false

  constructor(private readonly deps: LinkGuardDeps) {}

  /** Does not keep the process alive. */
  start(): void {
    this.#timer ??= setInterval(() => void this.look(), LOOK_EVERY_MS).unref()
  }

  /** Never rejects. Does nothing while an earlier look waits for the database. */
  async look(): Promise<void> {
    const linkIds = [...this.deps.streams.linkIds()]
    if (linkIds.length === 0 || this.#isLooking) return
    this.#isLooking = true
    try {
      const records = await this.deps.records.findAll(linkIds)
      const nowMs = this.deps.clock.now()
      for (const linkId of linkIds) {
        const reason = reasonToEnd(records.get(linkId), nowMs)
        if (reason !== null) this.deps.streams.cancelLink(linkId, reason)
      }
    } catch (error) {
      if (!hasCode(error, 'store_unavailable')) this.deps.onTrouble(error)
    } finally {
      this.#isLooking = false
    }
  }

  /** On this instance, right now. */
  linkRevoked(linkId: string): void {
    this.deps.records.noteRevoked(linkId)
    this.deps.streams.cancelLink(linkId, REVOKED)
  }

  /** On this instance, right now. */
  userBanned(userId: number): void {
    this.deps.records.noteBanned(userId)
    this.deps.streams.cancelOwnedBy(userId, BANNED)
  }

  [Symbol.dispose](): void {
    if (this.#timer) clearInterval(this.#timer)
    this.#timer = null
  }
}

/** A copy that is gone has its links revoked; a link without a record was forgotten long after its end. */
function reasonToEnd(record: LinkRecord | undefined, nowMs: number): string | null {
  if (record === undefined || record.link.revokedAtMs !== null) return REVOKED
  if (isOver(record.link.expiresAtMs, nowMs)) return 'The link has expired'
  return record.isOwnerBanned ? BANNED : null
}
