#!/usr/bin/env node
/** What is run: the command line, with the server as its default. Exit code 1 with one sentence that says what to change. */
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mapLargeAllocations } from '@streambot/aes-ige'
import { loadConfig, type LoadedConfig } from './config/config.js'
import { readEnv } from './config/env.js'
import { describeProblems } from './config/problem.js'
import { secretValues } from './config/secrets.js'
import { StreamBotError } from './core/errors.js'
import { logConfigNote } from './events.js'
import { createLoggers } from './logger.js'
import { openStores, openStoresAt } from './open-stores.js'
import { createCli } from './ops/cli.js'
import { StreamBot } from './streambot.js'
import { version } from './version.js'

/** Buffers of parts are at least so large; freed ones belong to the system again. */
const LARGE_BYTES = 128 * 1024

async function start(): Promise<void> {
  const { config, secrets, notes } = configured()
  const loggers = createLoggers({ ...config.log, secrets: secretValues(secrets) })
  for (const note of notes) logConfigNote(loggers.app, note)

  mapLargeAllocations(LARGE_BYTES)
  const stop = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stop.abort(new Error(name)))
  try {
    await using _server = await StreamBot.start(config, secrets, { signal: stop.signal, loggers })
    if (!stop.signal.aborted) await once(stop.signal, 'abort')
  } catch (error) {
    // A start that was given up because somebody asked to stop has done what was asked.
    if (error !== stop.signal.reason) throw error
  }
}

/** @throws StreamBotError bad_config, with all problems */
function configured(): Extract<LoadedConfig, { ok: true }> {
  const loaded = loadConfig(readEnv())
  if (!loaded.ok) throw new StreamBotError('bad_config', describeProblems(loaded.problems))
  return loaded
}

const cli = createCli({
  start,
  openConfigured: () => {
    const { config, secrets } = configured()
    return openStores(config.store, secrets.databaseUrl)
  },
  open: openStoresAt,
  clock: { now: () => Date.now() },
  randomness: { bytes: (length) => randomBytes(length) },
  print: (line) => console.log(line),
  tell: (line) => console.error(line),
  version,
})

try {
  await cli.parseAsync()
} catch (error) {
  if (!(error instanceof StreamBotError)) throw error
  if (error.code !== 'shutting_down') {
    console.error(error.message)
    process.exitCode = 1
  }
}
