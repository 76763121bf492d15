/** What the owner of a link or an admin does with the link that was made last. */
import type { TestServer } from './test-server.js'

export const ADMIN = 'user:1'

type LinkChanges = Parameters<TestServer['operations']['changeLink']>[2]
type Restrictions = NonNullable<LinkChanges['restrictions']>

/** What is not named is not restricted. */
export async function restrict(server: TestServer, restrictions: Partial<Restrictions>): Promise<void> {
  const none: Restrictions = { passwordHash: null, maxDownloads: null, addresses: [] }
  await server.operations.changeLink(ADMIN, server.lastLinkId, { restrictions: { ...none, ...restrictions } })
}

/** And nothing else that it asks for. */
export async function setPassword(server: TestServer, password: string): Promise<void> {
  await restrict(server, { passwordHash: await server.operations.hashPassword(password) })
}

/** @param untilMs null: for good */
export async function ban(
  server: Pick<TestServer, 'operations'>,
  userId: number,
  untilMs: number | null = null,
): Promise<void> {
  await server.operations.banUser(ADMIN, { userId, reason: 'spam', bannedBy: 1, createdAtMs: Date.now(), untilMs })
}
