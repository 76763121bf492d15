/** Answers that were about to be sent when the last process ended, by the messages they answer; and a place to note those of this one. */
import { hasCode } from '../core/errors.js'
import { RecentMap } from '../core/recent-map.js'
import { MAX_INTENDED_ANSWERS, type AnswerJournal, type IntendedAnswer } from '../ports/answer-journal.js'
import type { Clock } from '../ports/clock.js'

/** Telegram sends again what came since a bot's last checkpoint; nobody is away from it for so long. */
const LOOK_BACK_MS = 3 * 86_400_000
/** The newest: about 15 MB. */
const MAX_MESSAGES = 100_000

export class IntendedAnswers {
  readonly #byMessage = new Map<string, IntendedAnswer>()

  /** By the first message of each, those of this process too. */
  readonly #byFirst = new RecentMap<string, IntendedAnswer>(MAX_INTENDED_ANSWERS)

  private constructor(private readonly deps: { readonly clock: Clock; readonly journal: AnswerJournal }) {}

  /** With the database away nothing is known, and what is sent again may be answered in other groups than before. */
  static async load(deps: { readonly clock: Clock; readonly journal: AnswerJournal }): Promise<IntendedAnswers> {
    const answers = new IntendedAnswers(deps)
    await answers.recall()
    return answers
  }

  /** Also what other instances were about to send. Call before messages come that they may have answered. */
  async recall(): Promise<void> {
    const { clock, journal } = this.deps
    try {
      const known = await journal.since(clock.now() - LOOK_BACK_MS)
      this.#byMessage.clear()
      for (const intended of known) this.#remember(intended)
      for (const intended of known.toReversed()) this.#byFirst.set(firstOf(intended), intended)
    } catch (error) {
      if (!hasCode(error, 'store_unavailable')) throw error
    }
  }

  /** null: none was about to be sent before this process began. */
  of(chatId: number, messageId: number): IntendedAnswer | null {
    return this.#byMessage.get(`${chatId} ${messageId}`) ?? null
  }

  /** With the database away an answer is better than a note of it. */
  async intend(chatId: number, messageIds: readonly number[], name: string): Promise<void> {
    const intended = { chatId, messageIds, name, atMs: this.deps.clock.now() }
    this.#byFirst.set(firstOf(intended), intended)
    try {
      await this.deps.journal.intend(intended)
    } catch (error) {
      if (!hasCode(error, 'store_unavailable')) throw error
    }
  }

  /** Messages that were answered together, of which this is the first. null: nobody remembers. */
  beginningWith(chatId: number, messageId: number): IntendedAnswer | null {
    return this.#byFirst.get(`${chatId} ${messageId}`) ?? null
  }

  #remember(intended: IntendedAnswer): void {
    if (this.#byMessage.size >= MAX_MESSAGES) return
    for (const id of intended.messageIds) {
      const message = `${intended.chatId} ${id}`
      // Newest first: what was intended later holds.
      if (!this.#byMessage.has(message)) this.#byMessage.set(message, intended)
    }
  }
}

function firstOf({ chatId, messageIds }: IntendedAnswer): string {
  return `${chatId} ${Math.min(...messageIds)}`
}
