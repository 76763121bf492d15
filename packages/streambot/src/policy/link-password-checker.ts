/**
 * Checks passwords that visitors give. A right one is remembered for some minutes, so that the hundred ranges of a download cost one
 * computation. A guess is counted before it is computed: those of many connections at the same time are as many as one after the other.
 */
import { createHmac } from 'node:crypto'
import { StreamBotError } from '../core/errors.js'
import { untilAborted } from '../core/until-aborted.js'
import type { Clock, Randomness } from '../ports/clock.js'
import { AccessMemory } from './link-access-memory.js'
import { hashPassword, toPasswordBytes, verifyPassword } from './link-password.js'
import type { PasswordAttempts } from './link-password-attempts.js'
import { PasswordGate } from './link-password-gate.js'

const MAX_REMEMBERED = 1000
const REMEMBERED_FOR_MS = 10 * 60_000

export interface PasswordCheckerDeps {
  readonly clock: Clock
  readonly randomness: Randomness
  readonly attempts: Pick<PasswordAttempts, 'take' | 'giveBack'>
}

export interface PasswordAttempt {
  readonly linkId: string
  readonly passwordHash: string
  readonly password: string
  readonly address: string
}

export class PasswordChecker {
  readonly #gate = new PasswordGate()
  /** Right passwords are known by a code that is of no use to anybody else. */
  readonly #secret: Uint8Array
  readonly #right = new AccessMemory<true>({ maxEntries: MAX_REMEMBERED, maxAgeMs: REMEMBERED_FOR_MS })
  /** Connections of one download give the same password at the same time: one computation answers them all. */
  readonly #running = new Map<string, Promise<boolean>>()

  constructor(private readonly deps: PasswordCheckerDeps) {
    this.#secret = deps.randomness.bytes(32)
  }

  /** @throws StreamBotError too_many_attempts; RangeError for a password that `toPasswordBytes` does not take */
  hash(password: string): Promise<string> {
    return this.#gate.run(() => hashPassword(password, this.deps.randomness))
  }

  /** For whoever may know; nothing is counted. @throws StreamBotError too_many_attempts */
  matches(passwordHash: string, password: string): Promise<boolean> {
    return this.#gate.run(() => verifyPassword(passwordHash, password))
  }

  /** @throws StreamBotError too_many_attempts; the signal's reason when aborted */
  async check(attempt: PasswordAttempt, signal: AbortSignal): Promise<boolean> {
    const bytes = toPasswordBytes(attempt.password)
    if (!bytes) return false
    const code = createHmac('sha256', this.#secret).update(`${attempt.passwordHash}\0`).update(bytes).digest('base64')
    if (!this.#right.get(code, this.deps.clock.now())) return untilAborted(this.#compute(code, attempt), signal)
    this.#right.set(code, true, this.deps.clock.now())
    return true
  }

  async #compute(code: string, attempt: PasswordAttempt): Promise<boolean> {
    const running = this.#running.get(code)
    if (running) return running
    const { attempts, clock } = this.deps
    const countedAtMs = clock.now()
    const answer = attempts.take(attempt.linkId, attempt.address, countedAtMs)
    if (!answer.ok) throw tooMany(attempt, answer.retryAfterMs)
    const computed = this.#gate.run(() => verifyPassword(attempt.passwordHash, attempt.password))
    this.#running.set(code, computed)
    let isWrong = false
    try {
      isWrong = !(await computed)
      if (!isWrong) this.#right.set(code, true, clock.now())
      return !isWrong
    } finally {
      this.#running.delete(code)
      // Whoever was turned away by the gate has learned nothing either.
      if (!isWrong) attempts.giveBack(attempt.linkId, attempt.address, countedAtMs)
    }
  }
}

function tooMany({ linkId }: PasswordAttempt, retryAfterMs: number): StreamBotError {
  return new StreamBotError('too_many_attempts', `Too many passwords for link ${linkId}`, { retryAfterMs })
}
