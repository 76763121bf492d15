import { expect, it } from 'vitest'
import { mostWithoutTrouble } from './most-without-trouble.js'

const search = { from: 0, to: 40, first: 20, step: 1 }

it.each([0, 1, 7, 19, 20, 21, 33, 39])('finds %i', async (most) => {
  expect(await mostWithoutTrouble(search, (count) => Promise.resolve(count <= most))).toBe(most)
})

it('tries what is expected first, and no more than is needed', async () => {
  const tried: number[] = []
  const found = await mostWithoutTrouble({ from: 10, to: 30, first: 20, step: 2 }, (count) => {
    tried.push(count)
    return Promise.resolve(count <= 20)
  })
  expect(found).toBe(20)
  expect(tried).toEqual([20, 25, 23, 22])
})
