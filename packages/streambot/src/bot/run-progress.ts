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
  #done = 0
  #total = 0
  #answered = 0
  #showing: Promise<void> = Promise.resolve()

  constructor(
    private readonly bot: BotDeps,
    private readonly chatId: number,
    private readonly ask: () => Promise<Ask>,
  ) {
    this.#shownAtMs = bot.clock.now() + SHOWN_AFTER_MS - CHANGE_EVERY_MS
  }

  is(done: number, total: number): void {
    this.#done = done
    this.#total = total
    const isWorth = this.#messageId !== null || total - done >= WORTH_SHOWING
    if (isWorth && this.bot.clock.now() - this.#shownAtMs >= CHANGE_EVERY_MS) this.#show()
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
    const html = isOver ? files.lineDone(total) : files.inLine(done, total, formats.number(this.#total - this.#done))
    const { messenger } = this.bot
    if (this.#messageId !== null) return messenger.edit(this.chatId, this.#messageId, { html }, signal)
    const name = `progress ${this.#shownAtMs}`
    this.#messageId = await messenger.send({ chatId: this.chatId, replyTo: null, name }, { html }, signal)
  }
}
