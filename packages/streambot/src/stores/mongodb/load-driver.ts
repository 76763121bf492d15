/** The driver is loaded only where a MongoDB is configured: it takes time and memory that an SQLite file needs not pay for. */
import type * as mongodb from 'mongodb'
import { StreamBotError } from '../../core/errors.js'

export type MongoDriver = typeof mongodb

/** @throws StreamBotError bad_config when it is not installed */
export async function loadDriver(load: () => Promise<MongoDriver> = () => import('mongodb')): Promise<MongoDriver> {
  try {
    return await load()
  } catch (error) {
    throw new StreamBotError(
      'bad_config',
      'DATABASE_URL names a MongoDB, but its driver cannot be loaded. Run `npm ci` in the folder of StreamBot, or remove DATABASE_URL to use SQLite.',
      { cause: error },
    )
  }
}
