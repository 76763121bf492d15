import { expect, it } from 'vitest'
import { RecentMap } from './recent-map.js'

it('forgets what was used longest ago', () => {
  const map = new RecentMap<string, number>(2)
  map.set('a', 1)
  map.set('b', 2)
  map.get('a')
  map.set('c', 3)
  expect([map.get('a'), map.get('b'), map.get('c'), map.size]).toEqual([1, undefined, 3, 2])
})

it('shows all it has without using it, what was used longest ago first', () => {
  const map = new RecentMap<string, number>(2)
  map.set('a', 1)
  map.set('b', 2)
  expect([map.peek('a'), ...map]).toEqual([1, ['a', 1], ['b', 2]])
  map.set('c', 3)
  expect([...map]).toEqual([
    ['b', 2],
    ['c', 3],
  ])
  map.clear()
  expect([...map, map.size]).toEqual([0])
})

it('counts a key once however often it is set', () => {
  const map = new RecentMap<string, number>(2)
  for (let i = 0; i < 5; i++) map.set('a', i)
  expect([map.get('a'), map.size]).toEqual([4, 1])
})
