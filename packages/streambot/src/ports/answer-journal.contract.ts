/** What every journal of answers promises. */
import { beforeEach, describe, expect, it } from 'vitest'
import type { AnswerJournal, IntendedAnswer } from './answer-journal.js'

export function answerJournalContract(create: () => Promise<AnswerJournal>): void {
  describe('keeps the promises of an answer journal', () => {
    let journal: AnswerJournal
    beforeEach(async () => {
      journal = await create()
    })

    it('gives answers back exactly as they were intended, newest first', async () => {
      expect(await journal.since(0)).toEqual([])
      const answers: readonly IntendedAnswer[] = [
        { ...sampleAnswer, messageIds: Array.from({ length: 200 }, (_, at) => 2 ** 31 - 200 + at), atMs: 9 },
        { ...sampleAnswer, chatId: Number.MIN_SAFE_INTEGER, atMs: 8 },
        { ...sampleAnswer, chatId: Number.MAX_SAFE_INTEGER, atMs: 7 },
        { ...sampleAnswer, name: `"👩‍👩‍👧"\n';--\0/$.`, messageIds: [1], atMs: 6 },
        { ...sampleAnswer, name: '', atMs: 0 },
      ]
      for (const at of [3, 0, 4, 2, 1]) await journal.intend(answers[at]!)
      expect(await journal.since(0)).toEqual(answers)
    })

    it('keeps an answer once that is intended again, and as it was first', async () => {
      await Promise.all([1, 2, 3].map(() => journal.intend(sampleAnswer)))
      await journal.intend({ ...sampleAnswer, messageIds: [1], atMs: sampleAnswer.atMs + 1 })
      expect(await journal.since(0)).toEqual([sampleAnswer])
    })

    it('tells the same name in two chats, and two names in one, apart', async () => {
      const answers = [
        answer(4, { chatId: 1, name: '1a' }),
        answer(3, { chatId: 11, name: 'a' }),
        answer(2, { chatId: -1, name: 'a' }),
        answer(1, { chatId: 1, name: 'A' }),
        answer(0, { chatId: 1, name: 'a' }),
      ]
      for (const one of answers) await journal.intend(one)
      expect(await journal.since(0)).toEqual(answers)
    })

    it('loses none of many intended at once', async () => {
      const answers = Array.from({ length: 30 }, (_, at) => answer(1000 - at))
      await Promise.all(answers.map((one) => journal.intend(one)))
      expect(await journal.since(0)).toEqual(answers)
    })

    it('begins at a moment, not behind it', async () => {
      for (const atMs of [4, 5, 6]) await journal.intend(answer(atMs))
      expect(await journal.since(5)).toEqual([answer(6), answer(5)])
      expect(await journal.since(7)).toEqual([])
    })

    it('leaves out none of one moment', async () => {
      for (const name of ['a', 'b', 'c']) await journal.intend(answer(5, { name }))
      expect((await journal.since(5)).map(({ name }) => name).sort()).toEqual(['a', 'b', 'c'])
    })

    it('forgets what is older, and counts it', async () => {
      for (const atMs of [1, 2, 3, 4]) await journal.intend(answer(atMs))
      expect(await journal.prune(3)).toBe(2)
      expect(await journal.prune(3)).toBe(0)
      expect(await journal.since(0)).toEqual([answer(4), answer(3)])
    })
  })
}

export const sampleAnswer: IntendedAnswer = {
  chatId: 777_000,
  messageIds: [5, 6, 9],
  name: 'files 5-9 3',
  atMs: 1_700_000_000_000,
}

function answer(atMs: number, changes: Partial<IntendedAnswer> = {}): IntendedAnswer {
  return { ...sampleAnswer, name: `files of ${atMs}`, atMs, ...changes }
}
