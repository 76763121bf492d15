#!/usr/bin/env node
/** Runs the server until SIGINT or SIGTERM. Exit code 1 when it could not start, with one sentence that says what to change. */
import { once } from 'node:events'
import { mapLargeAllocations } from '@streambot/aes-ige'
import { loadConfig } from './config/config.js'
import { readEnv } from './config/env.js'
import { describeProblems } from './config/problem.js'
import { secretValues } from './config/secrets.js'
import { StreamBotError } from './core/errors.js'
import { logConfigNote } from './events.js'
import { createLoggers } from './logger.js'
import { StreamBot } from './streambot.js'

/** Buffers of parts are at least so large; freed ones belong to the system again. */
const LARGE_BYTES = 128 * 1024

async function run(): Promise<void> {
  const loaded = loadConfig(readEnv())
  if (!loaded.ok) return fail(describeProblems(loaded.problems))
  const { config, secrets, notes } = loaded
  const loggers = createLoggers({ ...config.log, secrets: secretValues(secrets) })
  for (const note of notes) logConfigNote(loggers.app, note)

  mapLargeAllocations(LARGE_BYTES)
  const stop = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stop.abort(new Error(name)))
  await using _server = await StreamBot.start(config, secrets, { signal: stop.signal, loggers })
  if (!stop.signal.aborted) await once(stop.signal, 'abort')
}

function fail(message: string): void {
  console.error(message)
  process.exitCode = 1
}

try {
  await run()
} catch (error) {
  if (!(error instanceof StreamBotError)) throw error
  if (error.code !== 'shutting_down') fail(error.message)
}
