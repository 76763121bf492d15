/** Every document of somebody else's collection, one at a time, without changing anything there. */
import { StreamBotError } from '../../core/errors.js'
import { loadDriver } from './load-driver.js'
import { createClient } from './open-mongo-stores.js'
import { translateError } from './translate-error.js'

const TIMEOUT_MS = 10_000
const AT_ONCE = 500

/** @throws StreamBotError bad_config, store_unavailable */
export async function* readCollection(url: string, database: string, collection: string): AsyncGenerator<unknown> {
  const client = createClient(await loadDriver(), url, TIMEOUT_MS)
  try {
    const found = client.db(database).collection(collection)
    if ((await found.estimatedDocumentCount()) === 0) {
      throw new StreamBotError(
        'bad_config',
        `The database ${database} has nothing in ${collection}: name another by --collection.`,
      )
    }
    yield* found.find({}, { batchSize: AT_ONCE, readConcern: { level: 'local' } })
  } catch (error) {
    throw error instanceof StreamBotError ? error : translateError(error)
  } finally {
    await client.close()
  }
}
