/**
 * Writes down what an admin did. What is done is done: where the log cannot be written, that is told and the act stays as it is, because who
 * hears "try again" would do it twice.
 */
import type { AuditLog } from '../ports/audit-log.js'
import type { Clock, Randomness } from '../ports/clock.js'

/** `user:7`, `token:0123456789abcdef` or `cli`. */
export type Actor = string

/** null: a program, or the command line. */
export function userIdOf(actor: Actor): number | null {
  const [, id] = /^user:(\d+)$/.exec(actor) ?? []
  return id === undefined ? null : Number(id)
}

export interface AuditDeps {
  readonly clock: Clock
  readonly randomness: Randomness
  readonly audit: Pick<AuditLog, 'write'>
  readonly onAuditTrouble: (error: unknown) => void
}

export interface Act {
  readonly actor: Actor
  readonly action: string
  readonly target: string
  readonly details?: object
}

/** Never rejects. */
export async function audit(deps: AuditDeps, { actor, action, target, details = {} }: Act): Promise<void> {
  const id = Buffer.from(deps.randomness.bytes(8)).toString('hex')
  try {
    await deps.audit.write({ id, atMs: deps.clock.now(), actor, action, target, details })
  } catch (error) {
    deps.onAuditTrouble(error)
  }
}

/** For what people do with things of their own. */
export function withoutAudit<Deps extends AuditDeps>(deps: Deps): Deps {
  return { ...deps, audit: { write: () => Promise.resolve() } }
}
