/** Lists of links under one address, and the sums that archives of their files need. */
import type { Migration } from '../migrate.js'

export const batches: Migration = {
  version: 6,
  up(database) {
    database.exec(`
      CREATE TABLE batches (
        id TEXT PRIMARY KEY,
        owner_id INTEGER NOT NULL,
        title TEXT,
        link_ids TEXT NOT NULL, -- JSON
        created_at_ms INTEGER NOT NULL,
        expires_at_ms INTEGER,
        revoked_at_ms INTEGER
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX batches_by_expiry ON batches (expires_at_ms) WHERE expires_at_ms IS NOT NULL;
      CREATE INDEX batches_by_revocation ON batches (revoked_at_ms) WHERE revoked_at_ms IS NOT NULL;

      ALTER TABLE files ADD COLUMN crc32 INTEGER;
    `)
  },
}
