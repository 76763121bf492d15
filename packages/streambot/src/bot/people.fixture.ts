/** People as the database knows them, for tests. */
import type { UserDescription } from '../actions/describe-user.js'
import type { Ban } from '../core/ban.js'
import type { User } from '../core/user.js'

const NOW_MS = Date.UTC(2026, 10, 24, 10, 15)

export function userOf(id: number, changes: Partial<User> = {}): User {
  return {
    id,
    firstName: `Person ${id}`,
    username: null,
    languageCode: 'en',
    firstSeenAtMs: NOW_MS - 86_400_000,
    lastSeenAtMs: NOW_MS,
    isAuthorized: false,
    linksPerDay: null,
    bandwidthBytesPerMonth: null,
    chosenLanguage: null,
    unreachableSinceMs: null,
    ...changes,
  }
}

export function describedUser(user: User, ban: Ban | null = null): UserDescription {
  const traffic = { usedBytes: 2 ** 31, limitBytes: 2 ** 33, month: '2026-11', resetsAtMs: NOW_MS } as const
  const linksToday = { made: 3, limit: 5, nextAtMs: null }
  return {
    userId: user.id,
    user,
    ban,
    stats: {
      userId: user.id,
      standing: user.isAuthorized ? 'authorized' : 'everybody',
      linksToday,
      traffic,
      links: 12,
    },
  }
}
