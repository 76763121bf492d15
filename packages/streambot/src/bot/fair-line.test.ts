import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FairLine } from './fair-line.js'

const ROOMY = { running: 2, runningPerOwner: 1, waiting: 1000, waitingPerOwner: 1000 }

describe('a fair line', () => {
  it('lets owners take turns, however much one of them has in line', async () => {
    const line = new FairLine({ ...ROOMY, running: 1 })
    const order: string[] = []
    const add = (owner: string) =>
      line.add(owner, () => {
        order.push(owner)
        return Promise.resolve()
      })
    await Promise.all([...Array.from({ length: 50 }, () => add('many')), add('one'), add('other')])
    expect(order.slice(0, 5)).toEqual(['many', 'many', 'one', 'other', 'many'].slice(0, 5))
    expect(order).toHaveLength(52)
  })

  it('refuses what is too much in all, or of one owner', async () => {
    const line = new FairLine({ running: 1, runningPerOwner: 1, waiting: 3, waitingPerOwner: 2 })
    const ends: (() => void)[] = []
    const add = (owner: string) => line.add(owner, () => new Promise<void>((resolve) => ends.push(resolve)))
    const taken = [add('a'), add('a'), add('a'), add('a'), add('b'), add('b')]
    expect(taken.map((it) => it !== null)).toEqual([true, true, true, false, true, false])
    while (ends.length > 0) {
      ends.shift()?.()
      await new Promise((resolve) => setImmediate(resolve))
    }
    await Promise.all(taken.filter((it) => it !== null))
    await line.idle()
  })

  it('passes on how work ended', async () => {
    const line = new FairLine(ROOMY)
    await expect(line.add('a', () => Promise.reject(new Error('failed')))).rejects.toThrow('failed')
    await expect(line.add('a', () => Promise.resolve())).resolves.toBeUndefined()
  })

  it('drops what waits when it is cleared, and lets what runs end', async () => {
    const line = new FairLine(ROOMY)
    let end = () => {}
    const running = line.add('a', () => new Promise<void>((resolve) => (end = resolve)))
    const waiting = line.add('a', () => Promise.resolve())
    const dropped = expect(waiting).rejects.toThrow('over')
    expect(line.clear(new Error('over'))).toBe(1)
    await dropped
    const idle = line.idle()
    end()
    await Promise.all([running, idle])
  })

  it('never runs more than it may, and everything once', async () => {
    const limits = { running: 4, runningPerOwner: 2, waiting: 1000, waitingPerOwner: 1000 }
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(5), { maxLength: 60 }), async (owners) => {
        const line = new FairLine(limits)
        const running = new Map<number, number>()
        let all = 0
        let ended = 0
        const works = owners.map((owner) =>
          line.add(`${owner}`, async () => {
            running.set(owner, (running.get(owner) ?? 0) + 1)
            expect(++all).toBeLessThanOrEqual(limits.running)
            expect(running.get(owner)).toBeLessThanOrEqual(limits.runningPerOwner)
            await new Promise((resolve) => setImmediate(resolve))
            running.set(owner, (running.get(owner) ?? 0) - 1)
            all--
            ended++
          }),
        )
        await Promise.all(works.filter((it) => it !== null))
        await line.idle()
        expect(ended).toBe(owners.length)
      }),
      { numRuns: 50 },
    )
  })
})
