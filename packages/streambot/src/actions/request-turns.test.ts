import { describe, expect, it } from 'vitest'
import { RequestTurns } from './request-turns.js'

const never = new AbortController().signal

function setUp(turns = new RequestTurns()) {
  const begun: string[] = []
  const ends: (() => void)[] = []
  const take = (label: string, name: string, signal = never) =>
    turns.take(
      name,
      async () => {
        begun.push(label)
        await new Promise<void>((resolve) => ends.push(resolve))
        return label
      },
      signal,
    )
  return { begun, ends, take }
}

describe('requests', () => {
  it('of one name follow one another, those of others do not wait', async () => {
    const { begun, ends, take } = setUp()
    const [first, second] = [take('first', 'a'), take('second', 'a'), take('other', 'b')]
    await expect.poll(() => begun).toEqual(['first', 'other'])
    ends[0]?.()
    expect(await first).toBe('first')
    await expect.poll(() => begun).toEqual(['first', 'other', 'second'])
    ends[2]?.()
    expect(await second).toBe('second')
  })

  it('get their turn after one that failed', async () => {
    const turns = new RequestTurns()
    const failing = turns.take('a', () => Promise.reject(new Error('no')), never)
    const next = turns.take('a', () => Promise.resolve('next'), never)
    await expect(failing).rejects.toThrow('no')
    expect(await next).toBe('next')
  })

  it('that nobody waits for any more are not begun, and let nobody pass what still runs', async () => {
    const { begun, ends, take } = setUp()
    const leaving = new AbortController()
    const first = take('first', 'a')
    const left = take('left', 'a', leaving.signal)
    const third = take('third', 'a')
    await expect.poll(() => begun).toEqual(['first'])
    leaving.abort(new Error('gone'))
    await expect(left).rejects.toThrow('gone')
    expect(begun).toEqual(['first'])
    ends[0]?.()
    await first
    await expect.poll(() => begun).toEqual(['first', 'third'])
    ends[1]?.()
    expect(await third).toBe('third')
  })

  it('are not kept waiting beyond so many names', async () => {
    const { begun, take } = setUp(new RequestTurns(1))
    void take('first', 'a')
    void take('second', 'b')
    void take('third', 'b')
    await expect.poll(() => [...begun].sort()).toEqual(['first', 'second', 'third'])
  })
})
