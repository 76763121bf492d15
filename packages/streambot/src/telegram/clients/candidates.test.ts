import { describe, expect, it } from 'vitest'
import { chooseCandidates } from './candidates.js'
import type { ClientState } from '../../core/client-status.js'

const NOW = 1_000_000

const bot = (name: string, state: ClientState, coolForMs = 0) => ({
  state,
  client: { name, coolUntilMs: coolForMs === 0 ? 0 : NOW + coolForMs },
})

function choose(workers: ReturnType<typeof bot>[], primary: ReturnType<typeof bot>) {
  const { carriers, retryAfterMs } = chooseCandidates(workers, primary, NOW)
  return { names: carriers.map(({ name }) => name), retryAfterMs }
}

describe('work goes to', () => {
  it('the healthy workers, and not to the primary beside them', () => {
    const workers = [bot('a', 'healthy'), bot('b', 'cooling', 5), bot('c', 'unreachable'), bot('d', 'healthy')]
    expect(choose(workers, bot('primary', 'healthy'))).toEqual({ names: ['a', 'd'], retryAfterMs: null })
  })

  it('the primary while no worker can', () => {
    const workers = [bot('a', 'banned'), bot('b', 'cooling', 5), bot('c', 'starting')]
    expect(choose(workers, bot('primary', 'healthy'))).toEqual({ names: ['primary'], retryAfterMs: null })
  })

  it('nobody while all were told to wait, and the shortest wait is named', () => {
    const workers = [bot('a', 'cooling', 9000), bot('b', 'cooling', 4000), bot('c', 'unreachable')]
    expect(choose(workers, bot('primary', 'cooling', 6000))).toEqual({ names: [], retryAfterMs: 4000 })
  })

  it('nobody while all are away, and nobody knows for how long', () => {
    const workers = [bot('a', 'unreachable'), { state: 'starting' as const, client: null }]
    const chosen = chooseCandidates(workers, bot('primary', 'unreachable'), NOW)
    expect(chosen).toEqual({ carriers: [], retryAfterMs: null })
  })
})
