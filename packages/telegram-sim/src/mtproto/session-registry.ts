/** Finds or opens the session a message belongs to, and ends sessions; tells the observer of both. */
import { ServerSession, type SessionDeps } from './server-session.js'
import type { ServerKey, TemporaryKey } from './server-key.js'
import type { SessionObserver } from './session.js'

/** Sessions of one key: beyond it, the oldest without a connection is closed, else the oldest. */
const sessionLimit = 256

export class SessionRegistry {
  constructor(
    readonly deps: SessionDeps,
    readonly observer: SessionObserver,
  ) {}

  find(key: ServerKey, number: bigint): ServerSession | null {
    return sessionsOf(key).get(number) ?? null
  }

  /** A session that exists for one answer, until it is opened. */
  create(key: ServerKey, number: bigint): ServerSession {
    return new ServerSession(number, key, this.deps)
  }

  open(key: ServerKey, session: ServerSession): void {
    const sessions = sessionsOf(key)
    sessions.set(session.number, session)
    if (key.permanent) this.observer.opened(session)
    if (sessions.size > sessionLimit) this.#closeOldest(sessions.values(), key)
  }

  /** False when there is no such session. */
  close(key: ServerKey, number: bigint): boolean {
    const session = sessionsOf(key).get(number)
    if (!session) return false
    sessionsOf(key).delete(number)
    session.dispose()
    if (key.permanent) this.observer.closed(session)
    return true
  }

  closeAll(key: ServerKey): void {
    for (const number of [...sessionsOf(key).keys()]) this.close(key, number)
  }

  /** A temporary key was bound: its sessions become the permanent key's, unless that key has them already. */
  adopt(key: TemporaryKey): void {
    for (const [number, session] of key.sessions) {
      const sessions = sessionsOf(key)
      if (sessions.has(number)) continue
      sessions.set(number, session)
      if (key.permanent) this.observer.opened(session)
    }
    key.sessions.clear()
  }

  #closeOldest(sessions: Iterable<ServerSession>, key: ServerKey): void {
    const all = [...sessions]
    const oldest = all.find((session) => !session.connection) ?? all[0]
    if (oldest) this.close(key, oldest.number)
  }
}

function sessionsOf(key: ServerKey): Map<bigint, ServerSession> {
  return (key.permanent ?? key).sessions
}
