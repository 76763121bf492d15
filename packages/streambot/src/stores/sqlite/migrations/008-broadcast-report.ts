/** The message in the admin's chat that tells how far a broadcast is. */
import type { Migration } from '../migrate.js'

export const broadcastReport: Migration = {
  version: 8,
  up(database) {
    database.exec('ALTER TABLE broadcasts ADD COLUMN report_message_id INTEGER')
  },
}
