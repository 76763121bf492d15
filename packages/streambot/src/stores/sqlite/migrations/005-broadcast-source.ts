/** Which bot sends a broadcast, the chat that its message is in, and why one ended early. No broadcast is older than this. */
import type { Migration } from '../migrate.js'

export const broadcastSource: Migration = {
  version: 5,
  up(database) {
    database.exec(`
      ALTER TABLE broadcasts ADD COLUMN bot_id INTEGER NOT NULL DEFAULT 0;
      ALTER TABLE broadcasts ADD COLUMN from_chat_id INTEGER NOT NULL DEFAULT 0;
      ALTER TABLE broadcasts ADD COLUMN reason TEXT;
    `)
  },
}
