/** What the places in a window that were taken last were taken for. */
import type { Migration } from '../migrate.js'

export const namedPlaces: Migration = {
  version: 12,
  up(database) {
    database.exec("ALTER TABLE windows ADD COLUMN named TEXT NOT NULL DEFAULT '{}'") // JSON
  },
}
