/** Broadcasts are listed, the newest first. */
import type { Migration } from '../migrate.js'

export const broadcastsListed: Migration = {
  version: 11,
  up(database) {
    database.exec('CREATE INDEX broadcasts_by_age ON broadcasts (created_at_ms DESC, id DESC)')
  },
}
