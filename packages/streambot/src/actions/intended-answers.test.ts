import { describe, expect, it } from 'vitest'
import { StreamBotError } from '../core/errors.js'
import type { AnswerJournal, IntendedAnswer } from '../ports/answer-journal.js'
import { openMemoryStores } from '../stores/memory/open-memory-stores.js'
import { IntendedAnswers } from './intended-answers.js'

const NOW_MS = Date.UTC(2026, 10, 25)
const THREE_DAYS_MS = 3 * 86_400_000

/** One database; each `start` is a process on it. */
function setUp() {
  const { answers } = openMemoryStores()
  const database = { failure: null as Error | null }
  const orFail = <T>(act: () => Promise<T>) => (database.failure ? Promise.reject(database.failure) : act())
  const journal: AnswerJournal = {
    intend: (answer) => orFail(() => answers.intend(answer)),
    since: (atMs) => orFail(() => answers.since(atMs)),
    prune: (beforeMs) => orFail(() => answers.prune(beforeMs)),
  }
  const time = { nowMs: NOW_MS }
  const start = () => IntendedAnswers.load({ clock: { now: () => time.nowMs }, journal })
  return { answers, database, time, start }
}

const album: IntendedAnswer = { chatId: 7, messageIds: [4, 5, 9], name: 'files 4-9 3', atMs: NOW_MS }

describe('IntendedAnswers', () => {
  it('know after a crash how every message was about to be answered, and of no other', async () => {
    const { start, time } = setUp()
    const before = await start()
    await before.intend(album.chatId, album.messageIds, album.name)
    time.nowMs += 1000
    await before.intend(7, [6], 'files 6-6 1')

    const after = await start()
    for (const id of album.messageIds) expect(after.of(7, id)).toEqual(album)
    expect(after.of(7, 6)).toEqual({ chatId: 7, messageIds: [6], name: 'files 6-6 1', atMs: NOW_MS + 1000 })
    for (const [chatId, messageId] of [
      [7, 3],
      [7, 7],
      [7, 10],
      [-7, 4],
      [74, 5],
    ] as const) {
      expect(after.of(chatId, messageId)).toBeNull()
    }
  })

  it('know which messages are answered together by the first of them, over a restart too', async () => {
    const { start } = setUp()
    const before = await start()
    await before.intend(album.chatId, album.messageIds, album.name)
    for (const answers of [before, await start()]) {
      expect(answers.beginningWith(7, 4)).toEqual(album)
      for (const [chatId, messageId] of [
        [7, 5],
        [8, 4],
      ] as const) {
        expect(answers.beginningWith(chatId, messageId)).toBeNull()
      }
    }
  })

  it('keep an answer as it was first intended, for messages that go through yet another crash', async () => {
    const { start, time } = setUp()
    await (await start()).intend(album.chatId, album.messageIds, album.name)
    time.nowMs += 1000
    await (await start()).intend(album.chatId, album.messageIds, album.name)
    expect((await start()).of(7, 4)).toEqual(album)
  })

  it('have nothing to say of what this process is about to answer itself', async () => {
    const { start, answers } = setUp()
    const intended = await start()
    await intended.intend(album.chatId, album.messageIds, album.name)
    expect(intended.of(7, 4)).toBeNull()
    expect(await answers.since(0)).toEqual([album])
  })

  it('look back three days', async () => {
    const { start, answers } = setUp()
    await answers.intend({ ...album, messageIds: [1], name: 'in time', atMs: NOW_MS - THREE_DAYS_MS })
    await answers.intend({ ...album, messageIds: [2], name: 'too old', atMs: NOW_MS - THREE_DAYS_MS - 1 })
    const intended = await start()
    expect(intended.of(7, 1)?.name).toBe('in time')
    expect(intended.of(7, 2)).toBeNull()
  })

  it('know nothing while the database is away, and keep nobody from being answered', async () => {
    const { start, answers, database } = setUp()
    await answers.intend(album)
    database.failure = new StreamBotError('store_unavailable', 'away')
    const intended = await start()
    expect(intended.of(7, 4)).toBeNull()
    await intended.intend(8, [1, 2], 'files 1-2 2')
    database.failure = null
    expect(await answers.since(0)).toEqual([album])
  })

  it('hide no mistake of the program', async () => {
    const { start, database } = setUp()
    const intended = await start()
    database.failure = new TypeError('x is not a function')
    await expect(start()).rejects.toThrow('x is not a function')
    await expect(intended.intend(7, [1], 'a')).rejects.toThrow('x is not a function')
  })
})
