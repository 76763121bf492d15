/** The only file that touches `process.env` and `.env`. The environment wins over the file. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseEnv } from 'node:util'
import { StreamBotError } from '../core/errors.js'
import type { Env } from './env-reader.js'

export interface ReadEnvOptions {
  /** Where `.env` and relative paths are looked up. */
  readonly directory?: string
  readonly environment?: Env
}

/**
 * @returns both sources merged; a TELEGRAM_DC_LIST that names a file of JSON holds that file's text
 * @throws StreamBotError bad_config when there is a `.env` that cannot be read
 */
export function readEnv({ directory = process.cwd(), environment = process.env }: ReadEnvOptions = {}): Env {
  const file = readDotEnv(resolve(directory, '.env'))
  const merged: Record<string, string | undefined> = file === null ? {} : { ...parseEnv(file) }
  for (const [name, value] of Object.entries(environment)) {
    // An empty variable is how compose files say "not set"; it must not hide what the file says.
    if (value !== undefined && (value !== '' || merged[name] === undefined)) merged[name] = value
  }
  const list = merged['TELEGRAM_DC_LIST']?.trim()
  if (list && !list.startsWith('[')) merged['TELEGRAM_DC_LIST'] = readList(resolve(directory, list)) ?? list
  return merged
}

function readDotEnv(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw new StreamBotError('bad_config', `${path} is there but cannot be read: ${String(error)}`, { cause: error })
  }
}

/** null for whatever is no readable file of a list: the loader says what is wrong, with the path and not with what is in it. */
function readList(path: string): string | null {
  try {
    const text = readFileSync(path, 'utf8').trim()
    return text.startsWith('[') ? text : null
  } catch {
    return null
  }
}
