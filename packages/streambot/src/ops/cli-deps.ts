/** What the command line is given: it knows no database, no Telegram and no environment, only what its commands do with them. */
import type { ToldFinding } from '../actions/setup-findings.js'
import type { Clock, Randomness } from '../ports/clock.js'
import type { Stores } from '../ports/stores.js'
import type { Visit } from './visit.js'

export interface CliDeps {
  /** Runs the server until it is told to stop. */
  readonly start: () => Promise<void>
  /** The store that the environment names. @throws StreamBotError bad_config, store_unavailable */
  readonly openConfigured: () => Promise<Stores>
  /** @throws StreamBotError bad_config, store_unavailable */
  readonly open: (address: string, options?: { readonly mustExist: boolean }) => Promise<Stores>
  /** Everything that is found, the worst first, whatever is wrong. */
  readonly examine: (signal: AbortSignal) => Promise<readonly ToldFinding[]>
  /**
   * Logs in beside a server that may be running, and disturbs it in nothing.
   * @throws StreamBotError bad_config, telegram_refused_credentials, log_channel_unusable, telegram_unavailable
   */
  readonly visit: (options: { readonly withWorkers: boolean }, signal: AbortSignal) => Promise<Visit>
  readonly clock: Clock
  readonly randomness: Randomness
  /** Runs on evenly whatever the clock is set to, in milliseconds. */
  readonly steadyMs: () => number
  /** Of a database of somebody else's, one document at a time. @throws StreamBotError bad_config, store_unavailable */
  readonly readCollection: (url: string, collection: string) => AsyncIterable<unknown>
  /** What a `.env` of a similar bot becomes. */
  readonly rewriteEnv: (text: string) => {
    readonly text: string
    readonly changes: readonly { readonly from: string; readonly to: string | null; readonly note: string }[]
    readonly unknown: readonly string[]
  }
  /** Without a slash at the end. @throws StreamBotError bad_config */
  readonly linksBeginWith: () => string
  /** Aborts when somebody asks the process to stop, which then ends with another exit code than 0. */
  readonly whenStopped: () => AbortSignal
  /** The process ends with exit code 1. */
  readonly fail: () => void
  /** For programs and people. */
  readonly print: (line: string) => void
  /** Progress, for people only. */
  readonly tell: (line: string) => void
  readonly version: string
}
