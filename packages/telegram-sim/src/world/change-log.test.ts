import { describe, expect, it } from 'vitest'
import { ChangeLog } from './change-log.js'

describe('ChangeLog', () => {
  it('tells what came after a point, oldest first', () => {
    const log = new ChangeLog<string>(100)
    const before = log.pts
    log.record('one')
    log.record('two', 2)
    expect(log.since(before)).toEqual([
      { change: 'one', pts: before + 1, ptsCount: 1 },
      { change: 'two', pts: before + 3, ptsCount: 2 },
    ])
    expect(log.since(before + 1)).toMatchObject([{ change: 'two' }])
    expect(log.since(log.pts)).toEqual([])
  })

  it('forgets the oldest and says so', () => {
    const log = new ChangeLog<number>(3)
    for (let index = 0; index < 100; index += 1) log.record(index)
    expect(log.since(1)).toBeNull()
    expect(log.since(log.pts - 3)).toMatchObject([{ change: 97 }, { change: 98 }, { change: 99 }])
  })
})
