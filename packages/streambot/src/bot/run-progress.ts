/** One message that says how far many files are, changed in place every few seconds while there are many. */
import type { Ask } from './ask.js'
import type { BotDeps } from './bot-deps.js'

/** Before that nobody wonders. */
const SHOWN_AFTER_MS = 1500
/** So few more are not worth it. */
const WORTH_SHOWING = 10
const CHANGE_EVERY_MS = 3000

export class RunProgress {
  #messageId: number | null = null
  #shownAtMs: number
  #heldUntilMs: number | null = null
  #done = 0
  #total = 0
  #answered = 0
  #showing: Promise<void> = Promise.resolve()

  constructor(
    private readonly bot: BotDeps,
    /** The same after a restart, so that the message is the same, too. */
    private readonly run: { readonly chatId: number; readonly firstMessageId: number },
    private readonly ask: () => Promise<Ask>,
  ) {
    this.#shownAtMs = bot.clock.now() + SHOWN_AFTER_MS - CHANGE_EVERY_MS
  }

  is(done: number, total: number): void {
    this.#count(done, total)
    this.#heldUntilMs = null
    if (this.#isWorth && this.bot.clock.now() - this.#shownAtMs >= CHANGE_EVERY_MS) this.#show()
  }

  /** Nothing goes on for so long, and nothing else would say so. */
  isHeld(waitMs: number, done: number, total: number): void {
    this.#count(done, total)
    this.#heldUntilMs = this.bot.clock.now() + waitMs
    if (this.#isWorth) this.#show()
  }

  #count(done: number, total: number): void {
    this.#done = done
    this.#total = total
  }

  get #isWorth(): boolean {
    return this.#messageId !== null || this.#total - this.#done >= WORTH_SHOWING
  }

  /** Files have their answer; once all have, the message says so. */
  async answered(count: number): Promise<void> {
    this.#answered += count
    if (this.#answered < this.#total) return
    await this.#showing
    if (this.#messageId !== null) this.#show()
    await this.#showing
  }

  #show(): void {
    this.#shownAtMs = this.bot.clock.now()
    this.#showing = this.#showing.then(() => this.#put()).catch(() => {})
  }

  async #put(): Promise<void> {
    const { texts, signal } = await this.ask()
    const { files, formats } = texts
    const [done, total] = [formats.number(this.#done), formats.number(this.#total)]
    const isOver = this.#answered >= this.#total
    const waitMs = (this.#heldUntilMs ?? 0) - this.bot.clock.now()
    const html = isOver
      ? files.lineDone(total)
      : [
          files.inLine(done, total, formats.number(this.#total - this.#done)),
          ...(waitMs > 0 ? [files.goesOnIn(formats.wait(waitMs))] : []),
        ].join(' ')
    const { messenger } = this.bot
    const { chatId, firstMessageId } = this.run
    if (this.#messageId !== null) return messenger.edit(chatId, this.#messageId, { html }, signal)
    const name = `progress ${firstMessageId}`
    this.#messageId = await messenger.send({ chatId, replyTo: null, name }, { html }, signal)
  }
}
