/** The language that a person chose for the bot, where it is another than that of their Telegram. */
import type { Migration } from '../migrate.js'

export const chosenLanguage: Migration = {
  version: 4,
  up(database) {
    database.exec('ALTER TABLE users ADD COLUMN chosen_language TEXT')
  },
}
