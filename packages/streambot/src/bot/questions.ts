/** What people were asked for and have not answered yet. Their next text is the answer; a question is forgotten after a while, and by any command. */
import { RecentMap } from '../core/recent-map.js'
import type { Question } from './ask.js'

const MAX_QUESTIONS = 10_000
const ANSWER_WITHIN_MS = 10 * 60_000

export class Questions {
  readonly #open = new RecentMap<number, { readonly question: Question; readonly untilMs: number }>(MAX_QUESTIONS)

  constructor(private readonly clock: { now(): number }) {}

  ask(userId: number, question: Question): void {
    this.#open.set(userId, { question, untilMs: this.clock.now() + ANSWER_WITHIN_MS })
  }

  /** null: none is open. It is answered with this. */
  take(userId: number): Question | null {
    const open = this.#open.get(userId)
    this.#open.delete(userId)
    return open && this.clock.now() < open.untilMs ? open.question : null
  }
}
