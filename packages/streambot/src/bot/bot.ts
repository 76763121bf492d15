/**
 * Takes what comes from chats, finds who handles each, and answers. Errors become an apology with a short id that is also in the log; every
 * handler has a time limit; people take turns, so that who sends hundreds of files waits for himself.
 */
import { StreamBotError } from '../core/errors.js'
import type { ButtonPress, ChatEvent, IncomingMessage } from '../ports/messenger.js'
import { announceCommands } from './announce-commands.js'
import { apologise } from './apology.js'
import type { BotDeps } from './bot-deps.js'
import { Conversation } from './conversation.js'
import { FairLine } from './fair-line.js'
import type { FileMessage } from './file-run.js'
import { FileRuns } from './file-runs.js'
import { untilTelegramAnswers } from './patience.js'
import { Posts } from './posts.js'

const HANDLER_TIMEOUT_MS = 60_000
const FILE_LIMITS = { running: 16, runningPerOwner: 4, waiting: 20_000, waitingPerOwner: 1000 }
const TALK_LIMITS = { running: 16, runningPerOwner: 1, waiting: 10_000, waitingPerOwner: 50 }

export class Bot implements AsyncDisposable {
  readonly #stop = new AbortController()
  readonly #handling = new Set<Promise<void>>()
  readonly #talk = new FairLine(TALK_LIMITS)
  readonly #fileLine = new FairLine(FILE_LIMITS)
  readonly #conversation: Conversation
  readonly #files: FileRuns
  readonly #posts: Posts
  #isStopping = false

  constructor(private readonly deps: BotDeps) {
    this.#conversation = new Conversation(deps)
    this.#files = new FileRuns({
      bot: deps,
      line: this.#fileLine,
      ask: (sender, signal) => this.#conversation.ask(sender, signal),
      signal: this.#stop.signal,
    })
    this.#posts = new Posts(deps, this.#stop.signal)
  }

  /** Nobody waits for it. */
  announceCommands(): void {
    void announceCommands(this.deps, this.#stop.signal)
  }

  /** Never blocks. Resolves when it is dealt with; rejects when the bot stopped before: it has to come again. */
  async receive(event: ChatEvent): Promise<void> {
    if (this.#isStopping) throw stopped()
    const handling = this.#handle(event)
    this.#handling.add(handling)
    try {
      await handling
    } finally {
      this.#handling.delete(handling)
    }
  }

  /** Resolves once nothing is being handled or waiting. */
  async idle(): Promise<void> {
    while (this.#handling.size > 0) await Promise.allSettled(this.#handling)
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
    if (this.#stop.signal.aborted) return
    this.#stop.abort(stopped())
    this.#talk.clear(stopped())
    this.#fileLine.clear(stopped())
    this.#posts.clear(stopped())
  }

  async #handle(event: ChatEvent): Promise<void> {
    switch (event.kind) {
      case 'message':
        return isFileMessage(event.message) ? this.#files.add(event.message) : this.#inTurn(event.message)
      case 'press':
        return this.#inTurn(event.press)
      case 'post':
        return this.#posts.add(event.post)
    }
  }

  async #inTurn(event: IncomingMessage | ButtonPress): Promise<void> {
    const arrivedAtMs = this.deps.clock.now()
    const turn = this.#talk.add(`${event.sender.id}`, () => this.#talkAbout(event, arrivedAtMs))
    if (turn) return turn
    this.deps.logger.warn({ chatId: event.chatId }, 'Too much is waiting to be answered; this is passed over')
  }

  async #talkAbout(event: IncomingMessage | ButtonPress, arrivedAtMs: number): Promise<void> {
    const stop = this.#stop.signal
    const signal = AbortSignal.any([stop, AbortSignal.timeout(HANDLER_TIMEOUT_MS)])
    try {
      await ('pressId' in event ? this.#press(event, signal) : this.#message(event, arrivedAtMs, signal))
    } catch (error) {
      stop.throwIfAborted()
      this.#conversation.dropQuestion(event.sender)
      await this.#apologise(event, error)
    }
  }

  async #message(message: IncomingMessage, arrivedAtMs: number, signal: AbortSignal): Promise<void> {
    const answer = await this.#conversation.message(message, arrivedAtMs, signal)
    if (!answer) return
    const { chatId, messageId } = message
    const to = { chatId, replyTo: answer.standsAlone ? null : messageId, name: `answer ${messageId}` }
    await untilTelegramAnswers(this.deps, this.#stop.signal, async () => {
      await this.deps.messenger.send(to, answer, this.#stop.signal)
    })
  }

  async #press(press: ButtonPress, signal: AbortSignal): Promise<void> {
    const { messenger } = this.deps
    const { answer, edit, send } = await this.#conversation.press(press, signal)
    await messenger.answerPress(press.pressId, answer ?? { text: null }, signal)
    if (edit) await messenger.edit(press.chatId, press.messageId, edit, signal)
    const to = { chatId: press.chatId, replyTo: null, name: `press ${press.pressId}` }
    if (send) await messenger.send(to, send, signal)
  }

  async #apologise(event: IncomingMessage | ButtonPress, error: unknown): Promise<void> {
    const stop = this.#stop.signal
    const signal = AbortSignal.any([stop, AbortSignal.timeout(HANDLER_TIMEOUT_MS)])
    const { chatId } = event
    const html = apologise(this.deps, await this.#conversation.textsOf(event.sender), chatId, error)
    const name = 'pressId' in event ? `press ${event.pressId}` : `answer ${event.messageId}`
    const replyTo = 'pressId' in event ? null : event.messageId
    try {
      if ('pressId' in event) await this.deps.messenger.answerPress(event.pressId, { text: null }, signal)
      await this.deps.messenger.send({ chatId, replyTo, name }, { html }, signal)
    } catch (failed) {
      stop.throwIfAborted()
      this.deps.logger.warn({ err: failed, chatId }, 'The apology could not be sent either')
    }
  }
}

function isFileMessage(message: IncomingMessage): message is FileMessage {
  return message.isPrivate && message.file !== null
}

function stopped(): StreamBotError {
  return new StreamBotError('shutting_down', 'The bot is stopping')
}
