/** Subtitles that people put beside a film. */
import type { Migration } from '../migrate.js'

export const subtitles: Migration = {
  version: 10,
  up(database) {
    database.exec("ALTER TABLE links ADD COLUMN subtitles TEXT NOT NULL DEFAULT '[]'") // JSON
  },
}
