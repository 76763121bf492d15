import { describe, expect, it } from 'vitest'
import type { Finding } from './probe.js'
import { nextStep, type Attempts } from './recovery.js'

const [NETWORK, DECODE, NOT_SUPPORTED] = [2, 3, 4]
const fresh: Attempts = { tries: 0, hasPlayed: false }
const refused = (status: number, retryAfterMs: number | null = null): Finding => {
  return { kind: 'refused', status, text: 'The words of the server.', retryAfterMs }
}

describe('when playing failed', () => {
  it('a network that is back makes it load again, a bounded number of times', () => {
    const after = (code: number | null, tries: number) => nextStep({ kind: 'served' }, code, { tries, hasPlayed: true })
    expect(after(NETWORK, 0)).toEqual({ does: 'reload', afterMs: 0 })
    expect(after(null, 1)).toEqual({ does: 'reload', afterMs: 0 })
    expect(after(null, 2)).toEqual({ does: 'reload', afterMs: 1_000 })
    expect(after(NETWORK, 19)).toEqual({ does: 'reload', afterMs: 30_000 })
    expect(after(NETWORK, 20).does).toBe('give_up')
  })

  it.each([DECODE, NOT_SUPPORTED])('error %i of a file that is served goes to another player at once', (code) => {
    const step = nextStep({ kind: 'served' }, code, fresh)
    expect(step).toEqual({ does: 'hand_over', text: expect.stringContaining('cannot play this file') as string })
  })

  it('what played and then does not decode is loaded again twice, then goes to another player', () => {
    const steps = [0, 1, 2].map((tries) => nextStep({ kind: 'served' }, DECODE, { tries, hasPlayed: true }).does)
    expect(steps).toEqual(['reload', 'reload', 'hand_over'])
  })

  it('a network that is away is waited for, longer each time, and not for ever', () => {
    const waits = [0, 1, 2, 9].map((tries) => nextStep({ kind: 'unreachable' }, NETWORK, { ...fresh, tries }))
    expect(waits.map((step) => step.does === 'wait' && step.ms)).toEqual([1000, 2000, 4000, 30_000])
    expect(nextStep({ kind: 'unreachable' }, NETWORK, { ...fresh, tries: 20 }).does).toBe('give_up')
  })

  it.each([403, 404, 410])('an answer of %i is final, in the words of the server', (status) => {
    expect(nextStep(refused(status), NOT_SUPPORTED, fresh)).toEqual({
      does: 'give_up',
      text: 'The words of the server.',
    })
  })

  it('a password that is asked for anew is given on the page', () => {
    expect(nextStep(refused(401), NETWORK, fresh)).toMatchObject({
      does: 'give_up',
      text: expect.stringContaining('Reload') as string,
    })
  })

  it.each([429, 503])('an answer of %i is tried again when the server says', (status) => {
    expect(nextStep(refused(status, 7_000), NETWORK, fresh)).toMatchObject({ does: 'wait', ms: 7_000 })
    expect(nextStep(refused(status, 0), NETWORK, fresh)).toMatchObject({ does: 'wait', ms: 1_000 })
    expect(nextStep(refused(status), NETWORK, { ...fresh, tries: 3 })).toMatchObject({ does: 'wait', ms: 8_000 })
  })

  it('nobody is kept waiting for a month', () => {
    expect(nextStep(refused(429, 86_400_000), NETWORK, fresh).does).toBe('give_up')
  })
})
