/** What a supervisor needs to know of a client and to be able to do about a bot; the client library stands behind it. */
import type { Clock, Randomness } from '../../ports/clock.js'
import type { Timers } from './timers.js'

/** A logged-in client, as far as its supervisor minds. */
export interface SupervisedClient {
  /** When it may be asked again; 0 or a past moment means now. */
  readonly coolUntilMs: number
  coolDownUntil(momentMs: number): void
  /** Told whenever a cool-down begins or grows. */
  onCoolDown: (() => void) | null
  /** To be told whenever its connections for bytes change. */
  onLinesChange: (() => void) | null
  stop(): Promise<void>
}

/** Every promise ends with its signal. */
export interface SupervisedBot<C extends SupervisedClient> {
  readonly name: string
  /** `forgetKeys`: makes new keys, because those of the last session are good for nothing. */
  connect(forgetKeys: boolean, signal: AbortSignal): Promise<C>
  /** @throws whatever keeps it from serving */
  probe(client: C, signal: AbortSignal): Promise<void>
  logIn(client: C, signal: AbortSignal): Promise<void>
  /** Tells of the connection going and coming. */
  watch(client: C, onConnection: (isUp: boolean) => void): void
}

export interface SupervisorTimings {
  readonly probeEveryMs: number
  /** How long a connection may be away before the client counts as unreachable. */
  readonly connectionGraceMs: number
  readonly firstRetryMs: number
  readonly longestRetryMs: number
  /** The longest wait for access to the log channel: looking costs one small call, and a person waits for it. */
  readonly longestAccessRetryMs: number
  /** After so long without trouble, the next one counts as the first. */
  readonly calmAfterMs: number
  /** Once the primary serves, a start waits no longer than this for workers. */
  readonly stragglersMs: number
}

export const SUPERVISOR_TIMINGS: SupervisorTimings = {
  probeEveryMs: 30_000,
  connectionGraceMs: 2_000,
  firstRetryMs: 1_000,
  longestRetryMs: 600_000,
  longestAccessRetryMs: 60_000,
  calmAfterMs: 60_000,
  stragglersMs: 15_000,
}

export interface SupervisorTools {
  readonly clock: Clock
  readonly randomness: Randomness
  readonly timers: Timers
  readonly timings: SupervisorTimings
}
