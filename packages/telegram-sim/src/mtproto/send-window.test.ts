import { expect, test } from 'vitest'
import { SendWindow } from './send-window.js'

test('lets in what fits, and the rest in order as room is made', async () => {
  const window = new SendWindow(10)
  const entered: string[] = []
  const enter = (name: string, bytes: number) => window.enter(bytes).then(() => entered.push(name))
  await enter('a', 6)
  const waiting = [enter('b', 6), enter('c', 2)]
  await Promise.resolve()
  expect(entered).toEqual(['a'])
  window.leave(6)
  await Promise.all(waiting)
  expect(entered).toEqual(['a', 'b', 'c'])
})

test('what is larger than the window has it to itself', async () => {
  const window = new SendWindow(10)
  await window.enter(100)
  let isIn = false
  const next = window.enter(1).then(() => (isIn = true))
  await Promise.resolve()
  expect(isIn).toBe(false)
  window.leave(100)
  await next
})
