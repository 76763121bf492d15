#!/usr/bin/env node
/** What is run: the command line, with the server as its default. Exit code 1 with one sentence that says what to change. */
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mapLargeAllocations } from '@streambot/aes-ige'
import { loadConfig, type LoadedConfig } from './config/config.js'
import { readEnv } from './config/env.js'
import { describeProblems } from './config/problem.js'
import { rewriteEnv } from './config/rewrite-env.js'
import { secretValues } from './config/secrets.js'
import { examineWithoutServer } from './context/doctor-without-server.js'
import { toldFindings } from './context/told-findings.js'
import { linksBeginWith, visitTelegram } from './context/visit-telegram.js'
import { StreamBotError } from './core/errors.js'
import { CrashReport } from './crash.js'
import { logConfigNote } from './events.js'
import { createLoggers } from './logger.js'
import { openStores, openStoresAt, readCollectionAt } from './open-stores.js'
import { createCli } from './ops/cli.js'
import { StreamBot } from './streambot.js'
import { version } from './version.js'

/** Buffers of parts are at least so large; freed ones belong to the system again. */
const LARGE_BYTES = 128 * 1024
/** Files are for the user of this process alone: keys, sessions of bots, the database. */
const OTHERS = 0o077
/** Everything is closed by then: what a library has left open keeps the process no longer. */
const LEFT_BEHIND_MS = 3_000

process.umask(OTHERS)
const crash = new CrashReport(readEnv)
process.on('uncaughtException', crash.end) // and rejections that nobody handles

async function start(): Promise<void> {
  const { config, secrets, notes } = configured()
  const loggers = createLoggers({ ...config.log, secrets: secretValues(secrets) })
  crash.goesTo(loggers)
  process.once('exit', loggers.flush)
  for (const note of notes) logConfigNote(loggers.app, note)

  mapLargeAllocations(LARGE_BYTES)
  const signal = whenStopped()
  try {
    await using _server = await StreamBot.start(config, secrets, { signal, loggers })
    if (!signal.aborted) await once(signal, 'abort')
  } catch (error) {
    // A start that was given up because somebody asked to stop has done what was asked.
    if (error !== signal.reason) throw error
  }
  setTimeout(() => process.exit(), LEFT_BEHIND_MS).unref()
}

/** A second signal ends the process at once. */
function whenStopped(): AbortSignal {
  const stop = new AbortController()
  const names = ['SIGINT', 'SIGTERM'] as const
  const abort = (name: NodeJS.Signals) => {
    for (const each of names) process.off(each, abort)
    stop.abort(new StreamBotError('shutting_down', `Stopped by ${name}`))
  }
  for (const name of names) process.on(name, abort)
  return stop.signal
}

/** @throws StreamBotError bad_config, with all problems */
function configured(): Extract<LoadedConfig, { ok: true }> {
  const loaded = loadConfig(readEnv())
  if (!loaded.ok) throw new StreamBotError('bad_config', describeProblems(loaded.problems))
  return loaded
}

/** What was interrupted has not found everything to be well. */
const INTERRUPTED = 130

function whenInterrupted(): AbortSignal {
  const signal = whenStopped()
  signal.addEventListener('abort', () => (process.exitCode = INTERRUPTED), { once: true })
  return signal
}

const clock = { now: () => Date.now() }
const randomness = { bytes: (length: number) => randomBytes(length) }
const steadyMs = () => performance.now()

const cli = createCli({
  start,
  openConfigured: () => {
    const { config, secrets } = configured()
    return openStores(config.store, secrets.databaseUrl)
  },
  open: openStoresAt,
  examine: async (signal) => {
    const env = readEnv()
    const chance = { clock, randomness, steadyMs, exists: existsSync }
    return toldFindings(await examineWithoutServer(loadConfig(env), env['DATA_DIRECTORY'] ?? './data', chance, signal))
  },
  visit: (options, signal) => {
    const { config, secrets } = configured()
    return visitTelegram(config, secrets, options, signal)
  },
  readCollection: readCollectionAt,
  rewriteEnv,
  linksBeginWith: () => linksBeginWith(configured().config),
  whenStopped: whenInterrupted,
  fail: () => (process.exitCode = 1),
  clock,
  randomness,
  steadyMs,
  print: (line) => console.log(line),
  tell: (line) => console.error(line),
  version,
})

try {
  await cli.parseAsync()
} catch (error) {
  if (!(error instanceof StreamBotError)) crash.end(error)
  else if (error.code !== 'shutting_down') {
    console.error(error.message)
    process.exitCode = 1
  }
}
