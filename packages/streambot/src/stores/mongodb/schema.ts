/** Which form the documents have. A database written by a newer StreamBot is left alone. */
import { StreamBotError } from '../../core/errors.js'
import type { Collections } from './collections.js'
import type { MongoCalls } from './mongo-calls.js'

const SCHEMA_VERSION = 1

/** @throws StreamBotError bad_config when a newer StreamBot has written the database; store_unavailable */
export async function claimSchema(state: Collections['state'], calls: MongoCalls): Promise<void> {
  const found = await calls.upsert(() =>
    state.findOneAndUpdate(
      { _id: 'schema' },
      { $max: { value: SCHEMA_VERSION } },
      { upsert: true, returnDocument: 'after' },
    ),
  )
  if (!found || found.value <= SCHEMA_VERSION) return
  throw new StreamBotError(
    'bad_config',
    `The MongoDB database ${state.dbName} was written by a newer StreamBot (schema ${found.value}; this one knows ${SCHEMA_VERSION}). ` +
      'Update StreamBot, or name another database by DATABASE_NAME.',
  )
}
