/** An admin or a program cuts a download off. */
import type { StreamRegistry } from '../streaming/stream-registry.js'
import { audit, type Actor, type AuditDeps } from './audit.js'

export interface StopStreamDeps extends AuditDeps {
  readonly streams: Pick<StreamRegistry, 'cancel'>
}

/** @returns false when there is no such stream here, or no longer */
export async function stopStream(deps: StopStreamDeps, actor: Actor, streamId: string): Promise<boolean> {
  const isStopped = deps.streams.cancel(streamId, `Stopped by ${actor}`)
  if (isStopped) await audit(deps, { actor, action: 'stream.stop', target: `stream:${streamId}` })
  return isStopped
}
