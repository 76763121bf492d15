import { describe, expect, it } from 'vitest'
import { ByteBudget } from './byte-budget.js'
import { ReadAhead } from './read-ahead.js'

const KIB = 1024

function after(turns: boolean[]): number {
  const readAhead = new ReadAhead(new ByteBudget(100 * 1024 * KIB))
  for (const isAllReady of turns) readAhead.turn(isAllReady)
  return readAhead.bytes / KIB
}

describe('ReadAhead', () => {
  it('opens from 128 KiB to 4 MiB in three waits, and no further', () => {
    expect([0, 1, 2, 3, 10].map((waits) => after(Array<boolean>(waits).fill(false)))).toEqual([
      128, 512, 2048, 4096, 4096,
    ])
  })

  it('closes to 128 KiB for a reader who never has to wait, and no further', () => {
    const open = [false, false, false]
    expect(after([...open, true, true, true])).toBe(4096)
    expect(after([...open, true, true, true, true])).toBe(2048)
    expect(after([...open, ...Array<boolean>(100).fill(true)])).toBe(128)
  })

  it('does not close for a reader who waits now and then', () => {
    expect(after([false, false, false, true, true, true, false, true, true, true])).toBe(4096)
  })

  it('stays at the first part when other streams have taken the budget, and opens when they are done', () => {
    const budget = new ByteBudget(4096 * KIB)
    const first = new ReadAhead(budget)
    const second = new ReadAhead(budget)
    for (let wait = 0; wait < 5; wait++) first.turn(false)
    second.turn(false)
    expect([first.bytes, second.bytes]).toEqual([4096 * KIB, 128 * KIB])
    first[Symbol.dispose]()
    second.turn(false)
    expect(second.bytes).toBe(512 * KIB)
    second[Symbol.dispose]()
    expect(budget.takenBytes).toBe(0)
  })
})
