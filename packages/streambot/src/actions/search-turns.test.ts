import { expect, it } from 'vitest'
import { SearchTurns } from './search-turns.js'

const never = new AbortController().signal

function setUp(maxWaiting = 2) {
  const turns = new SearchTurns(maxWaiting)
  const ends: { readonly resolve: (answer: string) => void; readonly reject: (error: Error) => void }[] = []
  const ask = (signal = never) =>
    turns.take(() => new Promise<string>((resolve, reject) => ends.push({ resolve, reject })), signal)
  return { ends, ask, begun: async (count: number) => expect.poll(() => ends.length).toBe(count) }
}

it('come one after the other, as they were asked for', async () => {
  const { ends, ask, begun } = setUp()
  const asked = [ask(), ask()]
  await begun(1)
  ends[0]!.resolve('first')
  expect(await asked[0]).toBe('first')
  await begun(2)
  ends[1]!.resolve('second')
  expect(await asked[1]).toBe('second')
})

it('come after one that failed', async () => {
  const { ends, ask, begun } = setUp()
  const asked = [ask(), ask()]
  await begun(1)
  ends[0]!.reject(new Error('broken'))
  await expect(asked[0]).rejects.toThrow('broken')
  await begun(2)
})

it('are refused while too many wait, and taken again when one has ended', async () => {
  const { ends, ask, begun } = setUp()
  const asked = [ask(), ask(), ask()]
  await expect(ask()).rejects.toMatchObject({ code: 'too_many_requests', retryAfterMs: 5000 })
  await begun(1)
  ends[0]!.resolve('')
  await asked[0]
  await begun(2)
  asked.push(ask())
  for (const at of [1, 2, 3]) {
    await begun(at + 1)
    ends[at]!.resolve('')
    await asked[at]
  }
})

it('are none for who has left before it was their turn', async () => {
  const { ends, ask, begun } = setUp()
  const leaving = new AbortController()
  const asked = [ask(), ask(leaving.signal), ask()]
  leaving.abort(new Error('left'))
  await expect(asked[1]).rejects.toThrow('left')
  await begun(1)
  ends[0]!.resolve('')
  await asked[0]
  await begun(2)
  ends[1]!.resolve('third')
  expect(await asked[2]).toBe('third')
})
