/** What a link allows and who read it, the people, their limits, and what admins do. */
import type { Migration } from '../migrate.js'

export const peopleLimitsAndRecords: Migration = {
  version: 2,
  up(database) {
    database.exec(`
      ALTER TABLE links ADD COLUMN password_hash TEXT;
      ALTER TABLE links ADD COLUMN max_downloads INTEGER;
      ALTER TABLE links ADD COLUMN addresses TEXT NOT NULL DEFAULT '[]'; -- JSON
      ALTER TABLE links ADD COLUMN downloads INTEGER NOT NULL DEFAULT 0;
      ALTER TABLE links ADD COLUMN last_access_at_ms INTEGER;
      CREATE INDEX links_by_age ON links (created_at_ms, id);
      CREATE INDEX links_by_owner ON links (owner_id, created_at_ms, id);
      CREATE INDEX links_by_log_message ON links (log_message_id);
      CREATE INDEX links_by_expiry ON links (expires_at_ms) WHERE expires_at_ms IS NOT NULL;
      CREATE INDEX links_by_revocation ON links (revoked_at_ms) WHERE revoked_at_ms IS NOT NULL;

      CREATE TABLE link_readers (
        link_id TEXT NOT NULL REFERENCES links (id) ON DELETE CASCADE,
        reader TEXT NOT NULL,
        PRIMARY KEY (link_id, reader)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE files (
        telegram_file_id TEXT PRIMARY KEY,
        kind TEXT NOT NULL,
        name TEXT NOT NULL,
        mime_type TEXT NOT NULL,
        size_bytes INTEGER NOT NULL,
        duration_seconds REAL,
        width INTEGER,
        height INTEGER,
        log_message_id INTEGER NOT NULL,
        created_at_ms INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX files_by_log_message ON files (log_message_id);

      CREATE TABLE users (
        id INTEGER PRIMARY KEY,
        first_name TEXT NOT NULL,
        username TEXT COLLATE NOCASE,
        language_code TEXT,
        first_seen_at_ms INTEGER NOT NULL,
        last_seen_at_ms INTEGER NOT NULL,
        is_authorized INTEGER NOT NULL DEFAULT 0,
        links_per_day INTEGER,
        bandwidth_bytes_per_month INTEGER,
        unreachable_since_ms INTEGER
      ) STRICT;
      CREATE INDEX users_by_username ON users (username, last_seen_at_ms) WHERE username IS NOT NULL;

      CREATE TABLE bandwidth_of_service (
        month TEXT PRIMARY KEY,
        bytes INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE bandwidth_of_users (
        month TEXT NOT NULL,
        user_id INTEGER NOT NULL,
        bytes INTEGER NOT NULL,
        PRIMARY KEY (month, user_id)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE bandwidth_reporters (
        reporter TEXT PRIMARY KEY,
        last_sequence INTEGER NOT NULL,
        last_month TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX bandwidth_reporters_by_month ON bandwidth_reporters (last_month);

      CREATE TABLE windows (
        key TEXT PRIMARY KEY,
        window_ms INTEGER NOT NULL,
        moments TEXT NOT NULL, -- JSON, ascending
        empty_at_ms INTEGER NOT NULL AS (ifnull(moments ->> '$[#-1]', 0) + window_ms)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX windows_by_end ON windows (empty_at_ms);

      CREATE TABLE bans (
        user_id INTEGER PRIMARY KEY,
        reason TEXT,
        banned_by INTEGER NOT NULL,
        created_at_ms INTEGER NOT NULL,
        until_ms INTEGER
      ) STRICT;

      CREATE TABLE api_tokens (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        hash TEXT NOT NULL UNIQUE,
        scopes TEXT NOT NULL, -- JSON
        created_by INTEGER NOT NULL,
        created_at_ms INTEGER NOT NULL,
        expires_at_ms INTEGER,
        last_used_at_ms INTEGER
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE settings (
        name TEXT PRIMARY KEY,
        value TEXT NOT NULL, -- JSON
        changed_by INTEGER NOT NULL,
        changed_at_ms INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE broadcasts (
        id TEXT PRIMARY KEY,
        admin_id INTEGER NOT NULL,
        message_id INTEGER NOT NULL,
        created_at_ms INTEGER NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('running', 'done', 'cancelled')),
        cursor INTEGER NOT NULL,
        sent INTEGER NOT NULL,
        unreachable INTEGER NOT NULL,
        failed INTEGER NOT NULL,
        finished_at_ms INTEGER
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX broadcasts_by_state ON broadcasts (state, created_at_ms);

      CREATE TABLE audit_log (
        id TEXT PRIMARY KEY,
        at_ms INTEGER NOT NULL,
        actor TEXT NOT NULL,
        action TEXT NOT NULL,
        target TEXT,
        details TEXT NOT NULL -- JSON
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX audit_log_by_time ON audit_log (at_ms, id);

      -- Written to learn whether the database takes writes.
      CREATE TABLE health (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        checks INTEGER NOT NULL
      ) STRICT;
      INSERT INTO health VALUES (1, 0);
    `)
  },
}
