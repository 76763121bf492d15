/**
 * What the client library reports aside. A lost connection is reported at each attempt to dial again: that it went and that it is
 * back is said elsewhere, once. Anything else is told, but the same thing at most once in a while.
 */
import type { Clock } from '../../ports/clock.js'

export interface ErrorOutlets {
  /** `similar`: how many like it were kept quiet since. */
  readonly tell: (client: string, error: Error, similar: number) => void
  /** For those who look closely. */
  readonly mention: (client: string, error: Error) => void
}

const QUIET_MS = 60_000
const MAX_REMEMBERED = 1_000

export class ClientErrors {
  readonly #told = new Map<string, { readonly atMs: number; similar: number }>()

  constructor(
    private readonly clock: Clock,
    private readonly outlets: ErrorOutlets,
  ) {}

  note(client: string, error: Error): void {
    if (isAboutConnection(error)) return this.outlets.mention(client, error)
    const key = `${client} ${error.message}`
    const now = this.clock.now()
    const last = this.#told.get(key)
    if (last && now - last.atMs < QUIET_MS) {
      last.similar++
      return
    }
    if (this.#told.size >= MAX_REMEMBERED) this.#told.clear()
    this.#told.set(key, { atMs: now, similar: 0 })
    this.outlets.tell(client, error, last?.similar ?? 0)
  }
}

const CONNECTION_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
  'EADDRNOTAVAIL',
  'EAI_AGAIN',
  'ENOTFOUND',
])

function isAboutConnection(error: Error): boolean {
  if ('code' in error && typeof error.code === 'string') return CONNECTION_CODES.has(error.code)
  return error.message.endsWith('timed out') // a connection or a key exchange that nobody answered
}
