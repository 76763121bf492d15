import { expect, it } from 'vitest'
import { alone, sideBySide } from './side-by-side.js'

/** A side whose operations take as long as they are told to, on a clock that only they move. */
function fakeMachine() {
  const done: string[] = []
  let nowMs = 0
  const side = (name: string, costMs: (turn: number) => number) => {
    let turn = 0
    return () => {
      const spentMs = costMs(turn++)
      return () => {
        done.push(name)
        nowMs += spentMs
        return Promise.resolve()
      }
    }
  }
  return { done, side, now: () => nowMs }
}

it('lets both sides go first by turns, and does not count the first round', async () => {
  const { done, side, now } = fakeMachine()
  const slowAtFirst = (costMs: number) => (turn: number) => (turn === 0 ? 1000 : costMs)
  const work = { rounds: 2, operations: 1, now }
  const result = await sideBySide(side('small', slowAtFirst(2)), side('large', slowAtFirst(3)), work)
  expect(done).toEqual(['small', 'large', 'large', 'small', 'small', 'large'])
  expect(result).toEqual({ smallMs: 2, largeMs: 3, ratio: 1.5 })
})

it('is not misled by a round in which the machine was slow', async () => {
  const { side, now } = fakeMachine()
  const slowOnce = (costMs: number) => (turn: number) => (turn === 2 ? 50 * costMs : costMs)
  const work = { rounds: 3, operations: 1, now }
  expect(await sideBySide(side('small', slowOnce(2)), side('large', slowOnce(4)), work)).toMatchObject({ ratio: 2 })
})

it('counts an operation, not what is made ready for it', async () => {
  const { side, now } = fakeMachine()
  expect(
    await alone(
      side('only', () => 5),
      { rounds: 3, operations: 4, now },
    ),
  ).toBe(5)
})
