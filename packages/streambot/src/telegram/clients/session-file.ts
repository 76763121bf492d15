/** Where a bot's keys and the state of its updates are kept between starts, so that a restart logs nobody in again. */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { LogManager } from '@mtcute/core/utils.js'
import { SqliteStorage } from '@mtcute/node'
import type { UpdatePlace } from '../../core/bot-lease.js'
import { StreamBotError } from '../../core/errors.js'
import { QuietPlatform } from './quiet-platform.js'

export interface SessionFolder {
  readonly directory: string
  /** How the names of the files begin. */
  readonly name: string
}

/**
 * Makes sure the session can be opened: where it cannot, the library leaves a rejection behind that ends the process.
 * @returns the path of the file
 */
export async function prepareSession(token: string, { directory, name }: SessionFolder): Promise<string> {
  const path = join(directory, `${name}-${botIdOf(token)}.session`)
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 })
    await open(path, () => {})
    return path
  } catch (error) {
    throw unusableSession(path, error)
  }
}

/** The part before the colon: public, and the same for every token the bot ever had. */
export function botIdOf(token: string): string {
  return token.split(':', 1)[0]?.replace(/\D/g, '') ?? ''
}

/** The next login makes new keys; where the bot's updates go on is kept. Nobody may have the file open. */
export function forgetKeys(path: string): Promise<void> {
  return open(path, ({ authKeys }) => authKeys.deleteAll())
}

/** The next client of this session goes on there. Nobody may have the file open. */
export function writePlaces(path: string, places: readonly UpdatePlace[]): Promise<void> {
  return open(path, ({ kv }) => places.forEach(({ key, value }) => kv.set(key, value)))
}

async function open(path: string, use: (storage: SqliteStorage) => void): Promise<void> {
  const storage = new SqliteStorage(path)
  const { driver } = storage
  const platform = new QuietPlatform()
  driver.setup(new LogManager(undefined, platform), platform)
  await driver.load()
  use(storage)
  await driver.save()
  await driver.destroy()
}

function unusableSession(path: string, error: unknown): StreamBotError {
  const why = error instanceof Error ? error.message : String(error)
  const message =
    `The Telegram session ${path} cannot be opened or written (${why}): make the folder writable, ` +
    'or move the file away and the bot logs in anew.'
  return new StreamBotError('bad_config', message, { cause: error })
}
