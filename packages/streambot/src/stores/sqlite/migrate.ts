/** Brings a database to the newest schema, one numbered step per transaction. `user_version` says how far it is. */
import type { Database } from 'better-sqlite3'
import { StreamBotError } from '../../core/errors.js'
import { linksAndKeys } from './migrations/001-links-and-keys.js'
import { peopleLimitsAndRecords } from './migrations/002-people-limits-and-records.js'
import { accessReporters } from './migrations/003-access-reporters.js'
import { chosenLanguage } from './migrations/004-chosen-language.js'
import { broadcastSource } from './migrations/005-broadcast-source.js'
import { batches } from './migrations/006-batches.js'
import { intendedAnswers } from './migrations/007-intended-answers.js'
import { broadcastReport } from './migrations/008-broadcast-report.js'
import { appPasswords } from './migrations/009-app-passwords.js'
import { subtitles } from './migrations/010-subtitles.js'
import { broadcastsListed } from './migrations/011-broadcasts-listed.js'
import { namedPlaces } from './migrations/012-named-places.js'

export interface Migration {
  readonly version: number
  up(database: Database): void
}

const MIGRATIONS: readonly Migration[] = [
  linksAndKeys,
  peopleLimitsAndRecords,
  accessReporters,
  chosenLanguage,
  broadcastSource,
  batches,
  intendedAnswers,
  broadcastReport,
  appPasswords,
  subtitles,
  broadcastsListed,
  namedPlaces,
]

/** Of every database that is open. */
export const NEWEST_SCHEMA = MIGRATIONS.at(-1)?.version ?? 0

/** @throws StreamBotError bad_config when a newer StreamBot has written the database */
export function migrate(database: Database, migrations: readonly Migration[] = MIGRATIONS): void {
  const newest = migrations.at(-1)?.version ?? 0
  const found = schemaVersion(database)
  if (found > newest) {
    throw new StreamBotError(
      'bad_config',
      `The database ${database.name} was written by a newer StreamBot (schema ${found}; this one knows ${newest}). ` +
        'Update StreamBot, or point DATABASE_URL at another file.',
    )
  }
  for (const migration of migrations) {
    database
      .transaction(() => {
        // Asked again inside: another instance may have done this step since.
        if (schemaVersion(database) >= migration.version) return
        migration.up(database)
        database.pragma(`user_version = ${migration.version}`)
      })
      .immediate()
  }
}

function schemaVersion(database: Database): number {
  return Number(database.pragma('user_version', { simple: true }))
}
