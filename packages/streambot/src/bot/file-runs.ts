/** The files of everybody who is sending some: who sends hundreds hampers nobody else, and sees how far they are. */
import type { FileRefusal } from '../actions/register-file.js'
import type { IntendedAnswer } from '../ports/answer-journal.js'
import type { IncomingMessage } from '../ports/messenger.js'
import { answerFiles } from './answer-files.js'
import type { Ask } from './ask.js'
import type { BotDeps } from './bot-deps.js'
import type { FairLine } from './fair-line.js'
import { FileRun, type AnsweredFile, type FileMessage, type FileOutcome } from './file-run.js'
import { idsOf } from './message-ids.js'
import { untilTelegramAnswers } from './patience.js'
import { RunProgress } from './run-progress.js'

/** Of one person, not answered yet. */
const MAX_OPEN = 1000
const HANDLER_TIMEOUT_MS = 60_000

export interface FileRunsDeps {
  readonly bot: BotDeps
  readonly line: FairLine
  readonly ask: (sender: IncomingMessage['sender'], signal: AbortSignal) => Promise<Ask>
  /** Aborted when the bot stops. */
  readonly signal: AbortSignal
}

export class FileRuns {
  readonly #runs = new Map<string, FileRun>()
  /** By chat and message: as many as wait. */
  readonly #answering = new Map<string, Promise<void>>()
  /** Who was told that their line is full, until there is room again. */
  readonly #told = new Set<string>()

  constructor(private readonly deps: FileRunsDeps) {}

  /** Resolves when the file was answered; rejects when that was cancelled, and it has to come again. */
  async add(message: FileMessage): Promise<void> {
    const key = `${message.chatId} ${message.messageId}`
    const answering = this.#take(message).finally(() => this.#answering.delete(key))
    this.#answering.set(key, answering)
    return answering
  }

  /** As `add`; where nothing waits for an answer, at once. */
  async untilAnswered(chatId: number, messageId: number): Promise<void> {
    await this.#answering.get(`${chatId} ${messageId}`)
  }

  async #take(message: FileMessage): Promise<void> {
    const { chatId, messageId } = message
    const intended = this.deps.bot.intended.of(chatId, messageId)
    const key = intended ? `${chatId} ${intended.name}` : `${chatId}`
    const run = this.#runs.get(key) ?? this.#begin(key, message, intended)
    return run.open < MAX_OPEN ? run.add(message) : this.#turnAway(key, message)
  }

  #begin(key: string, { sender, chatId, messageId }: FileMessage, intended: IntendedAnswer | null): FileRun {
    const { bot, signal } = this.deps
    void bot.messenger.showWorking(chatId, signal).catch(() => {})
    const progress = new RunProgress(bot, { chatId, firstMessageId: messageId }, () => this.deps.ask(sender, signal))
    const run = new FileRun(
      {
        register: (message, known) => this.#register(message, known),
        answer: async (files, name) => {
          await this.#answer(files, name)
          await progress.answered(files.length)
        },
        pause: (ms) => bot.pause(ms, signal),
        maxTogether: bot.actions.maxBatchFiles,
        onProgress: (done, total) => progress.is(done, total),
        onHeld: (waitMs, done, total) => progress.isHeld(waitMs, done, total),
        onEnd: () => {
          this.#runs.delete(key)
          this.#told.delete(key)
        },
      },
      intended && { name: intended.name, size: intended.messageIds.length },
    )
    this.#runs.set(key, run)
    return run
  }

  async #register(
    { chatId, messageId, sender, file }: FileMessage,
    known: () => FileRefusal | null,
  ): Promise<FileOutcome> {
    const { bot, line, signal } = this.deps
    let outcome: FileOutcome = { ok: false, error: new Error('The line is full') }
    await line.add(`files ${sender.id}`, async () => {
      const refusal = known()
      if (refusal) {
        outcome = { ok: false, refusal }
        return
      }
      const limits = AbortSignal.any([signal, AbortSignal.timeout(HANDLER_TIMEOUT_MS)])
      try {
        outcome = await bot.actions.registerFile(file, `${chatId} ${messageId}`, limits)
      } catch (error) {
        signal.throwIfAborted()
        outcome = { ok: false, error }
      }
    })
    return outcome
  }

  async #answer(files: readonly AnsweredFile[], name: string | null): Promise<void> {
    const { bot, ask, signal } = this.deps
    const [first] = files
    if (!first) return
    try {
      const asked = await ask(first.message.sender, signal)
      await untilTelegramAnswers(bot, signal, () => answerFiles(bot, asked, files, name))
    } catch (error) {
      signal.throwIfAborted()
      bot.logger.error(
        { err: error, ...idsOf(first.message), files: files.length },
        'Files were taken, but their sender could not be answered',
      )
    }
  }

  /** Once for all that come on top while the line is full. */
  async #turnAway(key: string, { chatId, messageId, sender }: FileMessage): Promise<void> {
    if (this.#told.has(key)) return
    this.#told.add(key)
    const { bot, ask, signal } = this.deps
    const { texts } = await ask(sender, signal)
    const html = texts.files.lineFull(texts.formats.number(MAX_OPEN))
    await untilTelegramAnswers(bot, signal, async () => {
      await bot.messenger.send({ chatId, replyTo: messageId, name: `line full ${messageId}` }, { html }, signal)
    })
  }
}
