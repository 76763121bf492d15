import { describe, expect, it } from 'vitest'
import { PasswordGate } from './link-password-gate.js'

/** Works that end when told to. */
function setUp() {
  const gate = new PasswordGate()
  const begun: number[] = []
  const ends = new Map<number, () => void>()
  const start = (id: number) =>
    gate.run(() => {
      begun.push(id)
      return new Promise<number>((resolve) => ends.set(id, () => resolve(id)))
    })
  return { gate, begun, ends, start }
}

const nextTurn = () => new Promise((resolve) => setImmediate(resolve))

describe('PasswordGate', () => {
  it('runs two at once, the rest in turn', async () => {
    const { begun, ends, start } = setUp()
    const all = [1, 2, 3, 4].map(start)
    await nextTurn()
    expect(begun).toEqual([1, 2])
    ends.get(2)?.()
    expect(await all[1]).toBe(2)
    await nextTurn()
    expect(begun).toEqual([1, 2, 3])
    for (const id of [1, 3]) ends.get(id)?.()
    await nextTurn()
    ends.get(4)?.()
    expect(await Promise.all(all)).toEqual([1, 2, 3, 4])
  })

  it('refuses whoever comes when too many wait, and serves again when they are done', async () => {
    const { begun, ends, start } = setUp()
    const all = Array.from({ length: 34 }, (_, id) => start(id))
    await expect(start(99)).rejects.toMatchObject({ code: 'too_many_attempts', retryAfterMs: 2000 })
    while (begun.length < 34 || ends.size > 0) {
      for (const end of ends.values()) end()
      ends.clear()
      await nextTurn()
    }
    await Promise.all(all)
    const last = start(100)
    await nextTurn()
    ends.get(100)?.()
    expect(await last).toBe(100)
  })

  it('gives the place on when a work fails', async () => {
    const { gate } = setUp()
    for (let count = 0; count < 5; count++) {
      await expect(gate.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no')
    }
    expect(await gate.run(() => Promise.resolve('yes'))).toBe('yes')
  })
})
