/** Links, and the keys that sign their tokens. */
import type { Migration } from '../migrate.js'

export const linksAndKeys: Migration = {
  version: 1,
  up(database) {
    database.exec(`
      CREATE TABLE links (
        id TEXT PRIMARY KEY,
        log_message_id INTEGER NOT NULL,
        kind TEXT NOT NULL,
        name TEXT NOT NULL,
        mime_type TEXT NOT NULL,
        size_bytes INTEGER NOT NULL,
        telegram_file_id TEXT NOT NULL,
        duration_seconds REAL,
        width INTEGER,
        height INTEGER,
        owner_id INTEGER NOT NULL,
        created_at_ms INTEGER NOT NULL,
        expires_at_ms INTEGER,
        revoked_at_ms INTEGER
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE link_keys (
        id INTEGER PRIMARY KEY CHECK (id BETWEEN 0 AND 255),
        secret BLOB NOT NULL,
        created_at_ms INTEGER NOT NULL
      ) STRICT;
    `)
  },
}
