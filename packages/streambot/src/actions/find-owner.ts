import { newcomer, type User } from '../core/user.js'
import type { UserStore } from '../ports/user-store.js'

/** Of a link that nobody asked the bot for: they may never have written to it. */
export async function findOwner(users: Pick<UserStore, 'find'>, ownerId: number): Promise<User> {
  return (await users.find(ownerId)) ?? newcomer(ownerId, 0)
}
