/** Which messages are answered together, so that those that come again after a crash are not answered twice. */
import type { Migration } from '../migrate.js'

export const intendedAnswers: Migration = {
  version: 7,
  up(database) {
    database.exec(`
      CREATE TABLE intended_answers (
        chat_id INTEGER NOT NULL,
        name TEXT NOT NULL,
        message_ids TEXT NOT NULL, -- JSON
        at_ms INTEGER NOT NULL,
        PRIMARY KEY (chat_id, name)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX intended_answers_by_time ON intended_answers (at_ms);
    `)
  },
}
