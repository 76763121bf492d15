import { describe, expect, it } from 'vitest'
import { Turns } from './turns.js'

describe('Turns', () => {
  it('lets whoever wants the same key go one after the other, in the order they came', async () => {
    const turns = new Turns()
    const steps: string[] = []
    const work = (name: string) => async () => {
      steps.push(`${name} begins`)
      await Promise.resolve()
      steps.push(`${name} ends`)
      return name
    }
    const all = [
      turns.take(['a', 'b'], work('one')),
      turns.take(['b', 'c'], work('two')),
      turns.take(['c', 'a'], work('three')),
    ]
    expect(await Promise.all(all)).toEqual(['one', 'two', 'three'])
    expect(steps).toEqual(['one begins', 'one ends', 'two begins', 'two ends', 'three begins', 'three ends'])
  })

  it('keeps nobody waiting who wants another key', async () => {
    const turns = new Turns()
    let end = () => {}
    const long = turns.take(['a'], () => new Promise<void>((resolve) => (end = resolve)))
    expect(await turns.take(['b'], () => Promise.resolve('done'))).toBe('done')
    end()
    await long
  })

  it('goes on after somebody failed, and remembers no key that nobody wants', async () => {
    const turns = new Turns()
    const failing = turns.take(['a'], () => Promise.reject(new Error('no')))
    const next = turns.take(['a'], () => Promise.resolve('done'))
    await expect(failing).rejects.toThrow('no')
    expect(await next).toBe('done')
    expect(turns.size).toBe(0)
  })
})
