/**
 * Ends what is being read with an app password that lets nobody in any more: revoked, over, or of somebody who may no longer use the service,
 * whichever instance was told. Looks every second while anything is read; while the database is away it goes on.
 */
import { hasCode } from '../core/errors.js'
import { isOver } from '../core/is-over.js'
import type { AppPasswordStore } from '../ports/app-password-store.js'
import { mayUseService, type AccessDeps, type Owner } from './let-owner-in.js'

const LOOK_EVERY_MS = 1000

export type OwnerGuardDeps = AccessDeps & {
  readonly passwords: Pick<AppPasswordStore, 'ofUser'>
  /** What could not be looked at; the next look tries again. */
  readonly onTrouble: (error: unknown) => void
}

interface Reading {
  readonly owner: Owner
  readonly end: (reason: string) => void
}

export class OwnerGuard {
  /** As many as there are requests in flight. */
  readonly #readings = new Set<Reading>()
  #timer: NodeJS.Timeout | null = null
  #isLooking = false

  constructor(private readonly deps: OwnerGuardDeps) {}

  /** Until the returned function is called. Does not keep the process alive. */
  watch(owner: Owner, end: (reason: string) => void): () => void {
    const reading = { owner, end }
    this.#readings.add(reading)
    this.#timer ??= setInterval(() => void this.look(), LOOK_EVERY_MS).unref()
    return () => this.#forget(reading)
  }

  /** Never rejects. Does nothing while an earlier look waits for the database. */
  async look(): Promise<void> {
    if (this.#isLooking) return
    this.#isLooking = true
    try {
      const userIds = new Set([...this.#readings].map(({ owner }) => owner.userId))
      for (const userId of userIds) await this.#lookAt(userId)
    } catch (error) {
      if (!hasCode(error, 'store_unavailable')) this.deps.onTrouble(error)
    } finally {
      this.#isLooking = false
    }
  }

  async #lookAt(userId: number): Promise<void> {
    // Whoever comes in while the database answers was let in by what it says now.
    const readings = [...this.#readings].filter(({ owner }) => owner.userId === userId)
    const nowMs = this.deps.clock.now()
    const [passwords, isAllowed] = await Promise.all([
      this.deps.passwords.ofUser(userId),
      mayUseService(this.deps, userId),
    ])
    const good = new Set(passwords.filter(({ expiresAtMs }) => !isOver(expiresAtMs, nowMs)).map(({ id }) => id))
    for (const { owner, end } of readings) {
      if (!isAllowed) end('The person may not use the service any more')
      else if (!good.has(owner.passwordId)) end('The app password was revoked, or is over')
    }
  }

  #forget(reading: Reading): void {
    this.#readings.delete(reading)
    if (this.#readings.size > 0 || !this.#timer) return
    clearInterval(this.#timer)
    this.#timer = null
  }
}
