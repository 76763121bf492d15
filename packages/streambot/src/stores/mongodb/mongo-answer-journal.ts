import { MAX_INTENDED_ANSWERS, type AnswerJournal, type IntendedAnswer } from '../../ports/answer-journal.js'
import type { Collections } from './collections.js'
import { toIntendedAnswer, toIntendedAnswerDocument } from './documents.js'
import type { MongoCalls } from './mongo-calls.js'
import { prune } from './prune.js'
import { isDuplicateKey } from './translate-error.js'

/** One more than are asked for: the cursor ends with its first answer, where that is not too large for one. */
const IN_ONE_ANSWER = { batchSize: MAX_INTENDED_ANSWERS + 1 } as const

export class MongoAnswerJournal implements AnswerJournal {
  constructor(
    private readonly answers: Collections['answers'],
    private readonly calls: MongoCalls,
  ) {}

  async intend(answer: IntendedAnswer): Promise<void> {
    try {
      await this.calls.repeatable(() => this.answers.insertOne(toIntendedAnswerDocument(answer)))
    } catch (error) {
      if (!isDuplicateKey(error)) throw error
    }
  }

  async since(atMs: number): Promise<IntendedAnswer[]> {
    const reading = () =>
      this.answers
        .find({ atMs: { $gte: atMs } }, IN_ONE_ANSWER)
        .sort({ atMs: -1 })
        .limit(MAX_INTENDED_ANSWERS)
        .toArray()
    return (await this.calls.repeatable(reading)).map(toIntendedAnswer)
  }

  prune(beforeMs: number): Promise<number> {
    return prune(this.answers, this.calls, { atMs: { $lt: beforeMs } })
  }
}
