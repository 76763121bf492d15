/** Whether the server is able to serve, and whether visitors should be sent to it. Anybody may ask, so clients are counted, not named. Pure. */
import type { ClientState } from '../core/client-status.js'

export interface HealthSigns {
  readonly clients: readonly ClientState[]
  readonly isStoreAway: boolean
}

export interface Health {
  readonly ok: boolean
  /** For people; empty when there is nothing to say. */
  readonly reasons: readonly string[]
}

/** Able while one client is. */
export function healthOf({ clients, isStoreAway }: HealthSigns): Health {
  const ailing = new Set(clients.filter((state) => state !== 'healthy'))
  const reasons = [...ailing].map((ailment) => {
    const count = clients.filter((state) => state === ailment).length
    return `${count} of ${clients.length} Telegram clients: ${ailment}`
  })
  if (isStoreAway) reasons.push('The database does not answer')
  return { ok: clients.includes('healthy'), reasons }
}

/** @param isStoreNeeded whoever runs it would rather wait for the database than serve without it */
export function readinessOf(signs: HealthSigns, isStarted: boolean, isStoreNeeded: boolean): Health {
  const { ok, reasons } = healthOf(signs)
  if (!isStarted) return { ok: false, reasons: ['The server is starting', ...reasons] }
  return { ok: ok && !(isStoreNeeded && signs.isStoreAway), reasons }
}
