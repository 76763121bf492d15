import type { User } from '../core/user.js'
import type { UserStore } from '../ports/user-store.js'

/** Of a link that nobody asked the bot for: they may never have written to it. */
export async function findOwner(users: Pick<UserStore, 'find'>, ownerId: number): Promise<User> {
  return (await users.find(ownerId)) ?? unknownPerson(ownerId)
}

function unknownPerson(id: number): User {
  return {
    id,
    firstName: '',
    username: null,
    languageCode: null,
    firstSeenAtMs: 0,
    lastSeenAtMs: 0,
    isAuthorized: false,
    linksPerDay: null,
    bandwidthBytesPerMonth: null,
    chosenLanguage: null,
    unreachableSinceMs: null,
  }
}
