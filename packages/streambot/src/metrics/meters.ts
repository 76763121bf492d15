/**
 * What is counted as it happens, as plain numbers: nothing is allocated where bytes pass, and everything is read when somebody looks. Holds no name
 * of a person, a link or a token, so that it stays small however many there are.
 */
import { Histogram, type Registry } from 'prom-client'
import type { StreamOutcome } from '../events.js'

/** From a part in the cache to a bot that has to log in at another data centre first. */
const FIRST_BYTE_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]
/** From SQLite in memory to the patience that a visitor has with a database. */
const STORE_SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 3]

/** How a broadcast fares. */
export interface BroadcastNumbers {
  readonly state: 'running' | 'done' | 'cancelled'
  readonly people: number
  readonly sent: number
  readonly unreachable: number
  readonly failed: number
}

export class Meters {
  sentBytes = 0
  linksMade = 0
  updates = 0
  /** null: none since the start. */
  broadcast: BroadcastNumbers | null = null
  readonly streams: Record<StreamOutcome, number> = {
    complete: 0,
    left: 0,
    stalled: 0,
    cancelled: 0,
    failed: 0,
    stopped: 0,
  }
  /** By status. */
  readonly responses = new Map<number, number>()
  /** By code, of HTTP; all of them are in a table. */
  readonly refusals = new Map<string, number>()
  /** By reason, of files that people send; likewise. */
  readonly refusedFiles = new Map<string, number>()
  readonly firstByteSeconds: Histogram
  readonly storeSeconds: Histogram<'store' | 'verb' | 'outcome'>

  constructor(registry: Registry) {
    const registers = [registry]
    this.firstByteSeconds = new Histogram({
      name: 'streambot_first_byte_seconds',
      help: 'From a request for bytes to the first of them',
      buckets: FIRST_BYTE_SECONDS,
      registers,
    })
    this.storeSeconds = new Histogram({
      name: 'streambot_store_call_seconds',
      help: 'Verbs of the database, by store, verb and outcome',
      labelNames: ['store', 'verb', 'outcome'],
      buckets: STORE_SECONDS,
      registers,
    })
  }

  sent(bytes: number): void {
    this.sentBytes += bytes
  }

  firstByteAfter(seconds: number): void {
    this.firstByteSeconds.observe(seconds)
  }

  streamEnded(outcome: StreamOutcome): void {
    this.streams[outcome]++
  }

  answered(status: number): void {
    countUp(this.responses, status)
  }

  /** @param code of a table, never what a visitor wrote */
  refused(code: string): void {
    countUp(this.refusals, code)
  }

  /** @param reason likewise */
  fileRefused(reason: string): void {
    countUp(this.refusedFiles, reason)
  }

  storeCalled(store: string, verb: string, seconds: number, isOk: boolean): void {
    this.storeSeconds.observe({ store, verb, outcome: isOk ? 'ok' : 'failed' }, seconds)
    if (isOk && store === 'links' && verb === 'add') this.linksMade++
  }
}

function countUp<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}
