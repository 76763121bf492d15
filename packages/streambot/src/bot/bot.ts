/**
 * Takes messages one by one, finds who handles each, and answers. Errors become an apology with a short id that is
 * also in the log; every handler has a time limit; at most `MAX_HANDLING` messages are handled at once, others wait.
 */
import { StreamBotError } from '../core/errors.js'
import type { IncomingMessage, Messenger, Reply } from '../ports/messenger.js'
import type { BotLogger } from './bot-logger.js'
import { commands } from './commands/commands.js'
import { handleFile, type HandleFileDeps } from './handle-file.js'
import { replies } from './replies.js'

export interface BotDeps extends HandleFileDeps {
  readonly messenger: Messenger
  readonly logger: BotLogger
  readonly errorId: () => string
}

const HANDLER_TIMEOUT_MS = 60_000
const MAX_HANDLING = 16
const MAX_WAITING = 10_000

export class Bot implements AsyncDisposable {
  readonly #stop = new AbortController()
  readonly #handling = new Set<Promise<void>>()
  readonly #waiting: IncomingMessage[] = []
  #isStopping = false

  constructor(private readonly deps: BotDeps) {}

  /** Never throws and never blocks; beyond `MAX_WAITING` messages in line the newest are dropped and logged. */
  receive(message: IncomingMessage): void {
    if (this.#isStopping) return
    if (this.#waiting.length >= MAX_WAITING) {
      this.deps.logger.warn({ chatId: message.chatId }, 'Too many messages are waiting; this one is dropped')
      return
    }
    this.#waiting.push(message)
    this.#next()
  }

  /** Resolves once nothing is being handled or waiting. */
  async idle(): Promise<void> {
    while (this.#handling.size > 0) await Promise.all(this.#handling)
  }

  /** Takes nothing new, lets what was received be answered for `graceMs`, then cancels the rest. */
  async drain(graceMs: number): Promise<void> {
    this.#isStopping = true
    const timer = setTimeout(() => this.#cancel(), graceMs)
    await this.idle()
    clearTimeout(timer)
    this.#cancel()
  }

  /** Cancels what is being handled. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isStopping = true
    this.#cancel()
    await this.idle()
  }

  #cancel(): void {
    const dropped = this.#waiting.splice(0).length
    if (dropped > 0) this.deps.logger.warn({ dropped }, 'Stopped before every message was handled')
    this.#stop.abort(new StreamBotError('shutting_down', 'The bot is stopping'))
  }

  #next(): void {
    if (this.#handling.size >= MAX_HANDLING) return
    const message = this.#waiting.shift()
    if (!message) return
    const handling = this.#handle(message).finally(() => {
      this.#handling.delete(handling)
      this.#next()
    })
    this.#handling.add(handling)
  }

  async #handle(message: IncomingMessage): Promise<void> {
    const signal = AbortSignal.any([this.#stop.signal, AbortSignal.timeout(HANDLER_TIMEOUT_MS)])
    try {
      const reply = await answer(this.deps, message, signal)
      if (reply) await this.deps.messenger.reply(message, reply, signal)
    } catch (error) {
      await this.#apologise(message, error)
    }
  }

  async #apologise(message: IncomingMessage, error: unknown): Promise<void> {
    const errorId = this.deps.errorId()
    this.deps.logger.error({ err: error, errorId, chatId: message.chatId }, 'A message could not be handled')
    if (this.#stop.signal.aborted) return
    const code = error instanceof StreamBotError ? error.code : null
    try {
      await this.deps.messenger.reply(message, replies.apology(code, errorId), AbortSignal.timeout(HANDLER_TIMEOUT_MS))
    } catch (failed) {
      this.deps.logger.warn({ err: failed, errorId }, 'The apology could not be sent either')
    }
  }
}

/** null: nothing to say, as in groups where nobody asked us. */
async function answer(deps: BotDeps, message: IncomingMessage, signal: AbortSignal): Promise<Reply | null> {
  if (!message.isPrivate) return null
  if (message.file) return handleFile(deps, message.file, signal)
  const name = /^\/([a-z_]+)(?:@\w+)?(?:\s|$)/i.exec(message.text)?.[1]?.toLowerCase()
  const command = name === undefined ? undefined : commands.get(name)
  return command ? command(message) : replies.hint()
}
