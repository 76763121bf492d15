import { expect, it } from 'vitest'
import { missedGoals, servingBots } from './scenario.js'

it('tells goals that are missed, also by a figure that is not there', () => {
  const goals = [
    { key: 'ratio', atLeast: 3.5 },
    { key: 'failed', atMost: 0 },
  ]
  expect(missedGoals(goals, { ratio: 3.6, failed: 0 })).toEqual([])
  expect(missedGoals(goals, { ratio: 3.4, failed: 1 })).toEqual([
    'ratio is 3.4, to be at least 3.5',
    'failed is 1, to be at most 0',
  ])
  expect(missedGoals(goals, {})).toHaveLength(2)
})

it('counts bots that serve, not one that fetched a first part', () => {
  expect(servingBots({ 1: 1000, 2: 900, 3: 5 })).toBe(2)
})
