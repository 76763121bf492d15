/** Who may be given work now, and when somebody may again. */
import type { ClientState } from '../../core/client-status.js'

export interface Candidates<C> {
  /** The healthy workers; the primary, who talks to people, only while there are none. */
  readonly carriers: readonly C[]
  /** When there is nobody: the shortest wait Telegram asked for; null: nobody knows. */
  readonly retryAfterMs: number | null
}

interface Candidate<C> {
  readonly state: ClientState
  readonly client: C | null
}

export function chooseCandidates<C extends { readonly coolUntilMs: number }>(
  workers: readonly Candidate<C>[],
  primary: Candidate<C>,
  nowMs: number,
): Candidates<C> {
  const healthy = healthyAmong(workers)
  const carriers = healthy.length > 0 ? healthy : healthyAmong([primary])
  if (carriers.length > 0) return { carriers, retryAfterMs: null }
  const waitsMs = [...workers, primary].flatMap(({ state, client }) =>
    state === 'cooling' && client ? [Math.max(0, client.coolUntilMs - nowMs)] : [],
  )
  return { carriers, retryAfterMs: waitsMs.length > 0 ? Math.min(...waitsMs) : null }
}

export function healthyAmong<C>(candidates: readonly Candidate<C>[]): C[] {
  return candidates.flatMap(({ state, client }) => (state === 'healthy' && client ? [client] : []))
}
