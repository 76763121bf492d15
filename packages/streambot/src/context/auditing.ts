/** What admins do is kept in the audit log, and told in the other one as it happens. */
import type { AuditDeps } from '../actions/audit.js'
import { logActed, logRulesTrouble } from '../events.js'
import type { Context } from './context.js'

/** The slice of the context that it takes; the settings need it before there is a whole one. */
export type AuditingContext = Pick<Context, 'clock' | 'randomness' | 'loggers'> & {
  readonly stores: Pick<Context['stores'], 'audit'>
}

export function auditingOf({ clock, randomness, loggers, stores }: AuditingContext): AuditDeps {
  return {
    clock,
    randomness,
    audit: {
      write: (entry) => {
        const { actor, action, target } = entry
        logActed(loggers.app, { actor, action, target })
        return stores.audit.write(entry)
      },
    },
    onAuditTrouble: (error) => logRulesTrouble(loggers.store, { subject: 'the audit log' }, error),
  }
}
