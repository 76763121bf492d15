/**
 * What the errors of MongoDB and its driver mean to whoever asked: which may be met by asking again, and what the rest becomes. No message
 * repeats the address, which may hold a password.
 */
import type { MongoError } from 'mongodb'
import { StreamBotError } from '../../core/errors.js'

/** By MongoDB's code (mongodb.com/docs/manual/reference/error-codes): what the operator has to change. */
const ADVICE: Readonly<Record<number, string>> = {
  13: 'The user in DATABASE_URL may not do that, or is none: give it the role readWrite on the database. ',
  18: 'The user name or the password in DATABASE_URL is wrong, or authSource is missing there. ',
  8000: 'The user name or the password in DATABASE_URL is wrong, or may not do that. ',
}
const DUPLICATE_KEY = 11_000

/** The server says of itself that it cannot do it now: it steps down, starts, stops, or was interrupted. */
const PASSING_CODES: readonly number[] = [6, 7, 89, 91, 112, 189, 262, 9001, 10_107, 11_600, 11_602, 13_435, 13_436]
/** Of those, what a server says before it has done anything. */
const REFUSING_CODES: readonly number[] = [112, 10_107, 13_435, 13_436]

const CLOSED_NAMES: readonly string[] = ['MongoNotConnectedError', 'MongoTopologyClosedError', 'MongoClientClosedError']
/** A mistake in the program that asks. */
const MISUSE_NAME = 'MongoInvalidArgumentError'

/** Somebody has used the identity, or the unique value, before. */
export function isDuplicateKey(error: unknown): boolean {
  return codeOf(error) === DUPLICATE_KEY
}

/** Asking again soon may help. What was asked may have been done nevertheless. */
export function isPassing(error: unknown): boolean {
  const met = toMongoError(error)
  if (!met) return isOfSystem(error)
  // Waiting for a server takes as long as it may: there is no time to do it again.
  if (met.name === 'MongoServerSelectionError') return false
  if (/^Mongo(Network|PoolCleared)/.test(met.name) || PASSING_CODES.includes(codeOf(met) ?? 0)) return true
  return met.hasErrorLabel('RetryableWriteError')
}

/** Asking again soon may help, and nothing has been done. */
export function isRefusal(error: unknown): boolean {
  const met = toMongoError(error)
  return met !== null && (met.name === 'MongoPoolClearedError' || REFUSING_CODES.includes(codeOf(met) ?? 0))
}

/** No waiting mends it. */
export function isForOperator(error: unknown): boolean {
  return (codeOf(error) ?? 0) in ADVICE
}

export function translateError(error: unknown): unknown {
  if (isDuplicateKey(error)) return error
  const met = toMongoError(error)
  if (!met) return isOfSystem(error) ? unavailable(`MongoDB: ${error.message}`, error) : error
  if (met.name === MISUSE_NAME) return error
  if (CLOSED_NAMES.includes(met.name)) return unavailable('The database is closed', met)
  const code = codeOf(met)
  return unavailable(`${ADVICE[code ?? 0] ?? ''}MongoDB: ${met.message}${code === null ? '' : ` (${code})`}`, met)
}

function unavailable(message: string, cause: Error): StreamBotError {
  return new StreamBotError('store_unavailable', message, { cause })
}

function toMongoError(error: unknown): MongoError | null {
  if (!isMongoError(error)) return null
  // The driver wraps whatever ends a list of writes, a lost connection as well.
  const wrapped = error.name === 'MongoBulkWriteError' && 'errorResponse' in error ? error.errorResponse : null
  return toMongoError(wrapped) ?? error
}

/** By name, because the classes are the driver's, which is loaded only where it is needed. */
function isMongoError(error: unknown): error is MongoError {
  return error instanceof Error && error.name.startsWith('Mongo')
}

function codeOf(error: unknown): number | null {
  const code = toMongoError(error)?.code
  return typeof code === 'number' ? code : null
}

/** A name that cannot be looked up, a connection that has just been ended: the driver does not make all of them its own. */
function isOfSystem(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error && /^E[A-Z]+$/.test(String(error.code))
}
