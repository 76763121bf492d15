/** What is done on the command line stands in the audit log as done there. */
import type { Actor, AuditDeps } from '../actions/audit.js'
import type { CliDeps } from './cli-deps.js'

export const CLI: Actor = 'cli'

export function auditing({ clock, randomness, tell }: CliDeps, audit: AuditDeps['audit']): AuditDeps {
  return {
    clock,
    randomness,
    audit,
    onAuditTrouble: (error) => tell(`The audit log could not be written: ${String(error)}`),
  }
}
