/** Up to which number the reports of readers are recorded, so that one sent again is counted once. */
import type { Migration } from '../migrate.js'

export const accessReporters: Migration = {
  version: 3,
  up(database) {
    database.exec(`
      CREATE TABLE access_reporters (
        reporter TEXT PRIMARY KEY,
        last_sequence INTEGER NOT NULL,
        last_access_at_ms INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX access_reporters_by_time ON access_reporters (last_access_at_ms);
    `)
  },
}
