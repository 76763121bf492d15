import { describe, expect, it } from 'vitest'
import type { Sample } from '../api/shapes.js'
import { addSamples, goesOn, toColumns } from './series.js'

const sample = (second: number, openStreams = second): Sample => ({
  at: new Date(Date.UTC(2026, 0) + second * 1000).toISOString(),
  sentBytesPerSecond: 0,
  telegramBytesPerSecond: 0,
  openStreams,
  healthyClients: 1,
  clients: 2,
  rssBytes: 0,
  heldBytes: 0,
  cachedBytes: 0,
  quotaUsedBytes: 0,
})
const samples = (...seconds: number[]) => seconds.map((second) => sample(second))
const start = Date.UTC(2026, 0) / 1000

describe('samples', () => {
  it('are added in order, each once', () => {
    const kept = addSamples(samples(0, 5), samples(0, 5, 10))
    expect(kept.map((it) => it.openStreams)).toEqual([0, 5, 10])
    expect(addSamples(kept, samples(10))).toBe(kept)
  })

  it('are forgotten after an hour', () => {
    const kept = addSamples(
      [],
      Array.from({ length: 1000 }, (_, at) => sample(at * 5, at)),
    )
    expect(kept).toHaveLength(720)
    expect(kept[0]?.openStreams).toBe(280)
  })
})

describe('a history', () => {
  const moment = (second: number) => sample(second).at
  const kept = { startedAt: moment(-100), samples: samples(0, 5, 10) }

  it('goes on with the same instance, and with one that has started since', () => {
    expect(goesOn(kept, { startedAt: moment(-100) })).toBe(true)
    expect(goesOn(kept, { startedAt: moment(12) })).toBe(true)
    expect(goesOn({ ...kept, samples: [] }, { startedAt: moment(-200) })).toBe(true)
  })

  it('of another instance, or of a clock that went back, is another one', () => {
    expect(goesOn(kept, { startedAt: moment(-300) })).toBe(false)
    expect(goesOn(kept, { startedAt: moment(5) })).toBe(false)
  })
})

describe('columns', () => {
  const lines = [(it: Sample) => it.openStreams, (it: Sample) => it.clients]
  const columns = (list: readonly Sample[], seconds: number) => toColumns(list, lines, { seconds, intervalSeconds: 5 })

  it('are the times and each line', () => {
    expect(columns(samples(0, 5), 300)).toEqual([
      [start, start + 5],
      [0, 5],
      [2, 2],
    ])
  })

  it('reach back as far as is asked', () => {
    expect(columns(samples(0, 5, 10, 15), 10)[0]).toEqual([start + 5, start + 10, start + 15])
  })

  it('are broken where samples are missing, and not where one came late', () => {
    const [times, streams] = columns(samples(0, 5, 17, 60), 300)
    expect(times).toEqual([0, 5, 17, 22, 60].map((it) => start + it))
    expect(streams).toEqual([0, 5, 17, null, 60])
  })

  it('are empty without samples', () => {
    expect(columns([], 300)).toEqual([[], [], []])
  })
})
