/**
 * Every index besides those on `_id` that MongoDB keeps by itself. They are made at each start; one that exists is left alone. A test
 * compares them with every query of the contract suite.
 */
import type { Db } from 'mongodb'

export interface Index {
  readonly collection: string
  readonly key: Readonly<Record<string, 1 | -1>>
  readonly unique?: boolean
  /** Unique among the documents that have the field; those without it are left out. */
  readonly sparse?: boolean
}

export const INDEXES: readonly Index[] = [
  // Pages of links, of one owner and of all.
  { collection: 'links', key: { ownerId: 1, createdAtMs: -1, _id: -1 } },
  { collection: 'links', key: { createdAtMs: -1, _id: -1 } },
  // A copy in the log channel is gone.
  { collection: 'links', key: { logMessageId: 1 } },
  { collection: 'files', key: { logMessageId: 1 } },
  // Pruning asks for either.
  { collection: 'links', key: { expiresAtMs: 1 } },
  { collection: 'links', key: { revokedAtMs: 1 } },
  { collection: 'batches', key: { expiresAtMs: 1 } },
  { collection: 'batches', key: { revokedAtMs: 1 } },
  // The one seen last of those called so.
  { collection: 'users', key: { usernameKey: 1, lastSeenAtMs: -1 } },
  { collection: 'windows', key: { emptyAtMs: 1 } },
  { collection: 'api_tokens', key: { hash: 1 }, unique: true },
  { collection: 'app_passwords', key: { hash: 1 }, unique: true },
  { collection: 'app_passwords', key: { place: 1 }, unique: true, sparse: true },
  { collection: 'app_passwords', key: { userId: 1, createdAtMs: -1, _id: -1 } },
  { collection: 'app_passwords', key: { expiresAtMs: 1 } },
  { collection: 'broadcasts', key: { state: 1, createdAtMs: 1, _id: 1 } },
  { collection: 'broadcasts', key: { createdAtMs: -1, _id: -1 } },
  { collection: 'audit_log', key: { atMs: -1, _id: -1 } },
  { collection: 'intended_answers', key: { atMs: -1 } },
]

/** One after the other: several at once would each read the collection. */
export async function createIndexes(database: Db): Promise<void> {
  for (const { collection, key, unique = false, sparse = false } of INDEXES) {
    await database.collection(collection).createIndex(key, { unique, sparse })
  }
}
