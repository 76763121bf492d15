/** Whom an admin means: a number, a name with its @ or without, or the link to it. */
import { parseUserId } from '../core/user-id.js'
import type { User } from '../core/user.js'
import type { UserStore } from '../ports/user-store.js'

/** Telegram's rule: 5 to 32 letters, digits and underscores; a few short ones were sold. */
const USERNAME = /^(?:https?:\/\/t\.me\/|t\.me\/|@)?([A-Za-z]\w{3,31})$/

export interface FindPersonDeps {
  readonly users: Pick<UserStore, 'find' | 'findByUsername'>
}

/** @returns null for whoever never wrote to the bot. @throws StreamBotError store_unavailable */
export async function findPerson({ users }: FindPersonDeps, text: string): Promise<User | null> {
  const wanted = text.trim()
  const userId = parseUserId(wanted)
  if (userId !== null) return users.find(userId)
  const username = USERNAME.exec(wanted)?.[1]
  return username === undefined ? null : users.findByUsername(username)
}
