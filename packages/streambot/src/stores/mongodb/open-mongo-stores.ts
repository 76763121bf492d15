/** A MongoDB behind all ports: its driver, a pool of connections with short limits, and a database that has what it needs. */
import type { MongoClient, MongoClientOptions } from 'mongodb'
import { StreamBotError } from '../../core/errors.js'
import type { Clock } from '../../ports/clock.js'
import type { Stores } from '../../ports/stores.js'
import { loadDriver, type MongoDriver } from './load-driver.js'
import { MongoStores } from './mongo-stores.js'
import { isForOperator } from './translate-error.js'

/** A database that needs longer is no help to a visitor who waits. */
const TIMEOUT_MS = 2000
/** Finding a server takes at most this part of it, so that there is an error that says which one was sought in vain. */
const SELECTION_SHARE = 0.75
/** When a connection is given up on whose server has gone silent; what takes longer, such as making an index, is asked for again. */
const SOCKET_TIMEOUT_MS = 10_000
/** How soon a server that has gone silent is noticed, and one that has come back. */
const HEARTBEAT_MS = 5000
/** Connections to each server; DATABASE_URL may say otherwise. */
const POOL_SIZE = 20

export interface MongoStoresOptions {
  /** When a verb that was not answered fails. */
  readonly timeoutMs?: number
  readonly clock?: Clock
  /** For waits between tries; from 0 to below 1. */
  readonly random?: () => number
}

/** @throws StreamBotError bad_config (an address that cannot be read, a user that is refused, a newer schema), store_unavailable */
export async function openMongoStores(
  url: string,
  databaseName: string,
  options: MongoStoresOptions = {},
): Promise<Stores> {
  const { timeoutMs = TIMEOUT_MS, clock = { now: Date.now }, random = Math.random } = options
  const client = createClient(await loadDriver(), url, timeoutMs)
  const stores = new MongoStores({ client, databaseName, timeoutMs, clock, random })
  try {
    await stores.prepare()
    return stores
  } catch (error) {
    await stores[Symbol.asyncDispose]()
    throw toOpeningError(error)
  }
}

export function createClient({ MongoClient }: MongoDriver, url: string, timeoutMs: number): MongoClient {
  const options: MongoClientOptions = {
    appName: 'streambot',
    serverSelectionTimeoutMS: timeoutMs * SELECTION_SHARE,
    connectTimeoutMS: timeoutMs,
    waitQueueTimeoutMS: timeoutMs,
    socketTimeoutMS: SOCKET_TIMEOUT_MS,
    heartbeatFrequencyMS: HEARTBEAT_MS,
    ...(!/[?&]maxPoolSize=/i.test(url) && { maxPoolSize: POOL_SIZE }),
    // The driver asks again once by itself where the server can tell a repeated write; DATABASE_URL may say retryWrites=false.
    // What was answered as done survives the loss of a server, and what is read cannot be undone by one.
    writeConcern: { w: 'majority', journal: true, wtimeoutMS: timeoutMs },
    readConcern: { level: 'majority' },
    readPreference: 'primary',
  }
  try {
    return new MongoClient(url, options)
  } catch {
    // The driver's own words repeat the address, password and all.
    throw new StreamBotError(
      'bad_config',
      'DATABASE_URL is no address of a MongoDB, or has an option that the driver does not know. In a user name or password, ' +
        'characters such as @ : / and % have to be percent-encoded.',
    )
  }
}

/** Waiting does not mend what the operator has to change. */
function toOpeningError(error: unknown): unknown {
  if (!(error instanceof StreamBotError) || !isForOperator(error.cause)) return error
  return new StreamBotError('bad_config', error.message, { cause: error.cause })
}
