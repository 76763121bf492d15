import { expect, it, onTestFinished } from 'vitest'
import { MAX_INTENDED_ANSWERS } from '../../ports/answer-journal.js'
import { sampleAnswer } from '../../ports/answer-journal.contract.js'
import { SqliteAnswerJournal } from './sqlite-answer-journal.js'
import { SqliteConnection } from './sqlite-connection.js'
import { INTENDED_ANSWERS } from './tables.js'

it('gives the newest of more answers than it gives at once', async () => {
  const connection = await SqliteConnection.open(':memory:')
  onTestFinished(() => connection.close())
  const journal = new SqliteAnswerJournal(connection)
  const insert = connection.prepare(INTENDED_ANSWERS.insert)
  await connection.transact(() => {
    for (let atMs = 0; atMs < MAX_INTENDED_ANSWERS + 2; atMs++) {
      insert.run(INTENDED_ANSWERS.toRow({ ...sampleAnswer, name: `${atMs}`, atMs }))
    }
  })
  const newest = Array.from({ length: MAX_INTENDED_ANSWERS }, (_, at) => MAX_INTENDED_ANSWERS + 1 - at)
  expect((await journal.since(0)).map(({ atMs }) => atMs)).toEqual(newest)
  expect(await journal.prune(Infinity)).toBe(MAX_INTENDED_ANSWERS + 2)
})
