import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { StatsHistory, type StatsHistoryDeps } from './stats-history.js'

const START_MS = 1_000_000

function setUp(more: Partial<StatsHistoryDeps> = {}) {
  const now = { ms: START_MS, sent: 0, telegram: 0 }
  const history = new StatsHistory({
    clock: { now: () => now.ms },
    sentBytes: () => now.sent,
    telegramBytes: () => now.telegram,
    openStreams: () => 3,
    clients: () => [{ state: 'healthy' }, { state: 'cooling' }, { state: 'healthy' }],
    memory: () => ({ rssBytes: 100, budget: { heldBytes: 20, cachedBytes: 10 } }),
    quotaUsedBytes: () => Promise.resolve(7),
    onTrouble: (error) => {
      throw error
    },
    ...more,
  })
  onTestFinished(() => history[Symbol.dispose]())
  const after = async (ms: number, sent: number, telegram: number) => {
    now.ms += ms
    now.sent += sent
    now.telegram += telegram
    await history.sample()
  }
  const samples = (afterMs?: number) => history.read(afterMs).samples
  return { history, now, after, samples }
}

describe('the history of the last hour', () => {
  it('says what was counted between two samples, by the time that passed', async () => {
    const { samples, after } = setUp()
    expect(samples()).toEqual([])
    await after(5000, 10_000, 5000)
    await after(10_000, 10_000, 0)
    expect(samples()).toEqual([
      {
        atMs: START_MS + 5000,
        sentBytesPerSecond: 2000,
        telegramBytesPerSecond: 1000,
        openStreams: 3,
        healthyClients: 2,
        clients: 3,
        rssBytes: 100,
        heldBytes: 20,
        cachedBytes: 10,
        quotaUsedBytes: 7,
      },
      expect.objectContaining({ atMs: START_MS + 15_000, sentBytesPerSecond: 1000, telegramBytesPerSecond: 0 }),
    ])
  })

  it('keeps the last 720 and no more, oldest first', async () => {
    const { samples, after } = setUp()
    for (let n = 1; n <= 1500; n++) await after(5000, n * 5, 0)
    const kept = samples()
    expect(kept.map(({ sentBytesPerSecond }) => sentBytesPerSecond)).toEqual(
      Array.from({ length: 720 }, (_, at) => 781 + at),
    )
    expect(kept.map(({ atMs }) => atMs)).toEqual(kept.map(({ atMs }) => atMs).sort((one, other) => one - other))
  })

  it('gives those after a moment, that moment left out', async () => {
    const { samples, after } = setUp()
    for (let n = 0; n < 3; n++) await after(5000, 0, 0)
    const moments = (afterMs: number) => samples(afterMs).map(({ atMs }) => atMs - START_MS)
    expect(moments(START_MS + 5000)).toEqual([10_000, 15_000])
    expect(moments(START_MS + 15_000)).toEqual([])
    expect(moments(0)).toEqual([5000, 10_000, 15_000])
  })

  it('goes on in order where the clock was set back a little, with rates that mean something', async () => {
    const { samples, after } = setUp()
    await after(5000, 5000, 0)
    await after(-4000, 5000, 0)
    const [one, other] = samples()
    expect(other?.atMs).toBeGreaterThan(one?.atMs ?? Infinity)
    expect(other?.sentBytesPerSecond).toBe(1000)
  })

  it('begins anew where the clock was set back by more, at the moment that it is', async () => {
    const { samples, after, history } = setUp()
    const { startedAtMs } = history.read()
    expect(startedAtMs).toBe(START_MS)
    for (let n = 0; n < 800; n++) await after(5000, 5000, 0)
    const hourAgo = START_MS + 800 * 5000 - 3_600_000
    await after(-3_600_000, 5000, 0)
    expect(samples()).toMatchObject([{ atMs: hourAgo, sentBytesPerSecond: 1000 }])
    expect(history.read().startedAtMs).toBe(hourAgo)
    await after(5000, 10_000, 0)
    expect(samples()).toMatchObject([{ atMs: hourAgo }, { atMs: hourAgo + 5000, sentBytesPerSecond: 2000 }])
  })

  it('waits for one sample at a time, and for none that failed', async () => {
    let answer: (bytes: number) => void = () => {}
    const quotaUsedBytes = vi
      .fn<() => Promise<number>>()
      .mockImplementationOnce(() => new Promise((resolve) => (answer = resolve)))
      .mockRejectedValueOnce(new Error('broken'))
      .mockResolvedValue(9)
    const { history, samples } = setUp({ quotaUsedBytes })
    const first = history.sample()
    await history.sample()
    expect(quotaUsedBytes).toHaveBeenCalledTimes(1)
    answer(8)
    await first
    await expect(history.sample()).rejects.toThrow('broken')
    await history.sample()
    expect(samples().map((it) => it.quotaUsedBytes)).toEqual([8, 9])
  })

  it('takes one every five seconds until its owner ends it', async () => {
    vi.useFakeTimers()
    onTestFinished(() => void vi.useRealTimers())
    const { history, samples } = setUp()
    history.start()
    history.start()
    await vi.advanceTimersByTimeAsync(10_000)
    expect(samples()).toHaveLength(2)
    history[Symbol.dispose]()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(samples()).toHaveLength(2)
  })
})
