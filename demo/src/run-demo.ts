/** What the command does, once its options are known. Resolves to the exit code. */
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { Demo } from './demo.js'
import { runOnce } from './once/once.js'
import { formatFailure, formatReport } from './once/report.js'
import type { DemoOptions } from './options.js'
import { ChatServer } from './server/chat-server.js'

const USUAL_PORT = 8090

export interface DemoTerminal {
  readonly say: (line: string) => void
  readonly fetch: typeof fetch
  /** What a relative path starts from. */
  readonly directory: string
  readonly signal: AbortSignal
}

/** Sends one file, compares, and says how it went in the last line. */
export async function runDemoOnce(options: DemoOptions, filePath: string, terminal: DemoTerminal): Promise<number> {
  const { say, signal } = terminal
  try {
    say(formatReport(await sendOnce(options, resolve(terminal.directory, filePath), terminal)))
    return 0
  } catch (error) {
    const reason = signal.aborted ? 'stopped before its end' : describe(error)
    say(formatFailure(reason))
    return 1
  }
}

/** Everything is stopped and removed before the outcome is told, so nothing is printed after it. */
async function sendOnce({ workers, preset, seed }: DemoOptions, filePath: string, terminal: DemoTerminal) {
  const { say, fetch, signal } = terminal
  say(`starting a simulated Telegram (${preset}) and StreamBot with ${countWorkers(workers)}`)
  await using demo = await Demo.start({ workers, preset, signal })
  return await runOnce({ chat: demo.chat, fetch, filePath, seed: seed ?? randomInt(2 ** 32), say, signal })
}

/** Opens the chat page and stays until told to stop. */
export async function runDemoOpen(options: DemoOptions, terminal: DemoTerminal): Promise<number> {
  const { say, signal } = terminal
  const { workers, preset } = options
  say('Starting …')
  await using demo = await Demo.start({ workers, preset, signal })
  await using server = await ChatServer.create({ chat: demo.chat, uploadDirectory: demo.uploadDirectory })
  const address = await listen(server, options.port)
  say(`
StreamBot is open, with a simulated Telegram around it. Everything is on this machine.

    Open   ${address}

Drop any file there: the bot answers with a link that downloads and plays it.
You are an admin of this bot: /help tells what that is, /dashboard shows it.
(${countWorkers(workers)} beside the bot, network "${preset}". Ctrl+C stops the demo and removes all it has written.)
`)
  if (!signal.aborted) await once(signal, 'abort')
  say('Stopping …')
  return 0
}

async function listen(server: ChatServer, port: number | null): Promise<string> {
  try {
    return await server.listen(port ?? USUAL_PORT)
  } catch (error) {
    const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
    if (isTaken && port === null) return server.listen(0)
    throw isTaken ? new Error(`Port ${port} is taken by another program; choose another with --port.`) : error
  }
}

function countWorkers(count: number): string {
  return count === 1 ? '1 worker' : `${count === 0 ? 'no' : count} workers`
}

export function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  // fetch says only "fetch failed"; what happened is in its cause.
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message
}
