import { MAX_INTENDED_ANSWERS, type AnswerJournal, type IntendedAnswer } from '../../ports/answer-journal.js'
import { BoundedMap } from './bounded-map.js'

/** Holds no more than it is asked for at once, and forgets the answer first intended when full. */
export class MemoryAnswerJournal implements AnswerJournal {
  readonly #answers = new BoundedMap<string, IntendedAnswer>(MAX_INTENDED_ANSWERS)

  intend(answer: IntendedAnswer): Promise<void> {
    const key = keyOf(answer)
    if (!this.#answers.has(key)) this.#answers.set(key, answer)
    return Promise.resolve()
  }

  since(atMs: number): Promise<IntendedAnswer[]> {
    const young = [...this.#answers.values()].filter((answer) => answer.atMs >= atMs)
    return Promise.resolve(young.sort((one, other) => other.atMs - one.atMs))
  }

  prune(beforeMs: number): Promise<number> {
    const old = [...this.#answers.values()].filter(({ atMs }) => atMs < beforeMs)
    for (const answer of old) this.#answers.delete(keyOf(answer))
    return Promise.resolve(old.length)
  }
}

function keyOf({ chatId, name }: IntendedAnswer): string {
  return `${chatId} ${name}`
}
