/**
 * Takes what comes from chats, finds who handles each, and answers. Errors become an apology with a short id that is also in the log; every
 * handler has a time limit; people take turns, so that who sends hundreds of files waits for himself.
 */
import { hasCode, StreamBotError } from '../core/errors.js'
import type { ButtonPress, ChatEvent, Destination, IncomingMessage, PressAnswer, Reply } from '../ports/messenger.js'
import { announceCommands } from './announce-commands.js'
import { apologise } from './apology.js'
import type { Question } from './ask.js'
import type { BotDeps } from './bot-deps.js'
import { Conversation } from './conversation.js'
import { FairLine } from './fair-line.js'
import type { FileMessage } from './file-run.js'
import { FileRuns } from './file-runs.js'
import { idsOf } from './message-ids.js'
import { untilTelegramAnswers } from './patience.js'
import { Posts } from './posts.js'
import { mayBeSubtitles, SubtitleFiles } from './subtitle-files.js'

const HANDLER_TIMEOUT_MS = 60_000
const FILE_LIMITS = { running: 16, runningPerOwner: 4, waiting: 20_000, waitingPerOwner: 1000 }
const TALK_LIMITS = { running: 16, runningPerOwner: 1, waiting: 10_000, waitingPerOwner: 50 }
/** What Telegram did not take at once: nobody else waits for it. */
const PATIENT_LIMITS = { running: 2000, runningPerOwner: 20, waiting: 1000, waitingPerOwner: 20 }

export class Bot implements AsyncDisposable {
  readonly #stop = new AbortController()
  readonly #handling = new Set<Promise<void>>()
  readonly #talk = new FairLine(TALK_LIMITS)
  readonly #patient = new FairLine(PATIENT_LIMITS)
  readonly #fileLine = new FairLine(FILE_LIMITS)
  readonly #conversation: Conversation
  readonly #files: FileRuns
  readonly #subtitles: SubtitleFiles
  readonly #posts: Posts
  #isStopping = false

  constructor(private readonly deps: BotDeps) {
    this.#conversation = new Conversation(deps)
    const taking = {
      bot: deps,
      line: this.#fileLine,
      ask: (sender: IncomingMessage['sender'], signal: AbortSignal) => this.#conversation.ask(sender, signal),
      signal: this.#stop.signal,
    }
    this.#files = new FileRuns(taking)
    this.#subtitles = new SubtitleFiles({ ...taking, files: this.#files })
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
    this.#patient.clear(stopped())
    this.#fileLine.clear(stopped())
    this.#posts.clear(stopped())
  }

  async #handle(event: ChatEvent): Promise<void> {
    switch (event.kind) {
      case 'message':
        return this.#takeMessage(event.message)
      case 'press':
        return this.#inTurn(event.press)
      case 'post':
        return this.#posts.add(event.post)
    }
  }

  async #takeMessage(message: IncomingMessage): Promise<void> {
    if (!isFileMessage(message)) return this.#inTurn(message)
    return mayBeSubtitles(message) ? this.#subtitles.add(message) : this.#files.add(message)
  }

  async #inTurn(event: IncomingMessage | ButtonPress): Promise<void> {
    const arrivedAtMs = this.deps.clock.now()
    const unsaid: Saying[] = []
    const turn = this.#talk.add(`${event.sender.id}`, async () => {
      for (const say of await this.#talkAbout(event, arrivedAtMs))
        if (!(await this.#isSaid(event, say))) unsaid.push(say)
    })
    if (!turn) {
      this.deps.logger.warn(idsOf(event), 'Too much is waiting to be answered; this is passed over')
      return
    }
    await turn
    for (const say of unsaid) await this.#sayPatiently(event, say)
  }

  /** @returns what is to be said, in this order */
  async #talkAbout(event: IncomingMessage | ButtonPress, arrivedAtMs: number): Promise<Saying[]> {
    const stop = this.#stop.signal
    const signal = AbortSignal.any([stop, AbortSignal.timeout(HANDLER_TIMEOUT_MS)])
    try {
      return await ('pressId' in event ? this.#press(event, signal) : this.#message(event, arrivedAtMs, signal))
    } catch (error) {
      stop.throwIfAborted()
      return this.#apology(event, error)
    }
  }

  async #message(message: IncomingMessage, arrivedAtMs: number, signal: AbortSignal): Promise<Saying[]> {
    const answer = await this.#conversation.message(message, arrivedAtMs, signal)
    if (!answer) return []
    const { chatId, messageId } = message
    const to = { chatId, replyTo: answer.standsAlone ? null : messageId, name: `answer ${messageId}` }
    return [this.#sending(message, to, answer, answer.question)]
  }

  async #press(press: ButtonPress, signal: AbortSignal): Promise<Saying[]> {
    const { messenger } = this.deps
    const { answer, edit, send, question } = await this.#conversation.press(press, signal)
    await this.#endPress(press, answer ?? { text: null }, signal)
    const { chatId, messageId, pressId } = press
    return [
      ...(edit ? [(limits: AbortSignal) => messenger.edit(chatId, messageId, edit, limits)] : []),
      ...(send ? [this.#sending(press, { chatId, replyTo: null, name: `press ${pressId}` }, send, question)] : []),
    ]
  }

  async #apology(event: IncomingMessage | ButtonPress, error: unknown): Promise<Saying[]> {
    const { chatId } = event
    const html = apologise(this.deps, await this.#conversation.textsOf(event.sender), event, error)
    const isPress = 'pressId' in event
    if (isPress) await this.#endPress(event, { text: null }, this.#stop.signal)
    const name = isPress ? `press ${event.pressId}` : `answer ${event.messageId}`
    return [this.#sending(event, { chatId, replyTo: isPress ? null : event.messageId, name }, { html })]
  }

  /** The button stops spinning; by itself, too, after a while. */
  async #endPress(press: ButtonPress, answer: PressAnswer, signal: AbortSignal): Promise<void> {
    try {
      await this.deps.messenger.answerPress(press.pressId, answer, signal)
    } catch (error) {
      this.#stop.signal.throwIfAborted()
      this.deps.logger.warn({ err: error, ...idsOf(press) }, 'A button could not be answered')
    }
  }

  /** @param question what the reply asks; only once it is there the person's next text answers it */
  #sending({ sender }: IncomingMessage | ButtonPress, to: Destination, reply: Reply, question?: Question): Saying {
    return async (signal) => {
      await this.deps.messenger.send(to, reply, signal)
      if (question) this.#conversation.asked(sender, question)
    }
  }

  /** @returns false where Telegram does not answer. What it refuses is logged, and done with. */
  async #isSaid(event: IncomingMessage | ButtonPress, say: Saying): Promise<boolean> {
    const stop = this.#stop.signal
    try {
      await say(AbortSignal.any([stop, AbortSignal.timeout(HANDLER_TIMEOUT_MS)]))
      return true
    } catch (error) {
      stop.throwIfAborted()
      if (hasCode(error, 'telegram_unavailable')) return false
      this.deps.logger.error({ err: error, ...idsOf(event) }, 'Telegram does not take an answer')
      return true
    }
  }

  async #sayPatiently(event: IncomingMessage | ButtonPress, say: Saying): Promise<void> {
    const stop = this.#stop.signal
    try {
      const turn = this.#patient.add(`${event.sender.id}`, () => untilTelegramAnswers(this.deps, stop, () => say(stop)))
      if (!turn) throw new Error('Too many answers are waiting for Telegram')
      await turn
    } catch (error) {
      stop.throwIfAborted()
      this.deps.logger.error({ err: error, ...idsOf(event) }, 'Somebody could not be answered')
    }
  }
}

/** Something for people, that may be said more than once and reaches them once. */
type Saying = (signal: AbortSignal) => Promise<void>

function isFileMessage(message: IncomingMessage): message is FileMessage {
  return message.isPrivate && message.file !== null
}

function stopped(): StreamBotError {
  return new StreamBotError('shutting_down', 'The bot is stopping')
}
