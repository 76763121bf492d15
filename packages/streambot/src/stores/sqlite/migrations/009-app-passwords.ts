/** Secrets with which people's own programs read their files. */
import type { Migration } from '../migrate.js'

export const appPasswords: Migration = {
  version: 9,
  up(database) {
    database.exec(`
      CREATE TABLE app_passwords (
        id TEXT PRIMARY KEY,
        user_id INTEGER NOT NULL,
        name TEXT NOT NULL,
        hash TEXT NOT NULL UNIQUE,
        created_at_ms INTEGER NOT NULL,
        expires_at_ms INTEGER,
        last_used_at_ms INTEGER
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX app_passwords_of_user ON app_passwords (user_id, created_at_ms, id);
      CREATE INDEX app_passwords_by_expiry ON app_passwords (expires_at_ms) WHERE expires_at_ms IS NOT NULL;
    `)
  },
}
