/**
 * Who looks into what belongs to others is written down too. Pages look again and again by themselves: the same look of the same admin within an hour is
 * the same one.
 */
import { RecentMap } from '../core/recent-map.js'
import { audit, type Actor, type AuditDeps } from './audit.js'

const AGAIN_MS = 3_600_000
const MAX_REMEMBERED = 10_000
export const EVERYBODY = 'everybody'

type Look = 'user.look' | 'users.look' | 'link.look' | 'links.look' | 'batch.look' | 'streams.look'

/** @param target whose it is: `user:7`, the id of a link or batch, or EVERYBODY. Never rejects. */
export type Looked = (actor: Actor, action: Look, target: string) => Promise<void>

export function auditLooks(deps: AuditDeps): Looked {
  const looked = new RecentMap<string, number>(MAX_REMEMBERED)
  return async (actor, action, target) => {
    const key = `${actor} ${action} ${target}`
    const nowMs = deps.clock.now()
    // A clock that was set back would hide looks for as long.
    if (Math.abs(nowMs - (looked.peek(key) ?? -Infinity)) < AGAIN_MS) return
    looked.set(key, nowMs)
    await audit(deps, { actor, action, target })
  }
}
