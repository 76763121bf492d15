#!/usr/bin/env node
/** `npm run demo`: options in, exit code out. SIGINT and SIGTERM stop it cleanly; a second one at once. */
import { orphanedByNpm } from '@streambot/telegram-sim'
import { parseOptions, USAGE } from './options.js'
import { describe, runDemoOnce, runDemoOpen, type DemoTerminal } from './run-demo.js'

const parsed = parseOptions(process.argv.slice(2))
switch (parsed.kind) {
  case 'help':
    console.log(USAGE)
    break
  case 'wrong':
    console.error(`${parsed.problem}\n\n${USAGE}`)
    process.exitCode = 2
    break
  case 'run': {
    const stop = new AbortController()
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stop.abort(new Error(name)))
    void orphanedByNpm().then(() => stop.abort(new Error('The shell of npm is gone')))
    const terminal: DemoTerminal = {
      say: (line) => console.log(line),
      fetch,
      // npm runs scripts in the project's directory and remembers where the person stands.
      directory: process.env['INIT_CWD'] ?? process.cwd(),
      signal: stop.signal,
    }
    const { onceFile } = parsed.options
    try {
      process.exitCode = await (onceFile === null
        ? runDemoOpen(parsed.options, terminal)
        : runDemoOnce(parsed.options, onceFile, terminal))
    } catch (error) {
      // Stopped while starting is stopped as asked.
      if (!stop.signal.aborted) {
        console.error(`The demo could not start: ${describe(error)}`)
        process.exitCode = 1
      }
    }
    // All is closed by now. The Telegram client's timers of calls long answered would hold the process for half a minute.
    process.exit()
  }
}
