import { describe, expect, it } from 'vitest'
import { LogRepetition, REPETITION_LIMITS, type LeftOut, type Level, type RepetitionLimits } from './log-repetition.js'

const LIMITS: RepetitionLimits = { ...REPETITION_LIMITS, windowMs: 1000, maxKinds: 5 }

function setUp(limits = LIMITS) {
  const told: LeftOut[] = []
  let nowMs = 0
  const due: { atMs: number; run: () => void }[] = []
  const repetition = new LogRepetition(
    {
      clock: { now: () => nowMs },
      after: (ms, run) => void due.push({ atMs: nowMs + ms, run }),
      tell: (it) => told.push(it),
    },
    limits,
  )
  const say = (message: string, fields: object = {}, level: Level = 'warn', subsystem = 'store') =>
    repetition.admits({ subsystem, level, message, fields })
  const sayOften = (times: number, message: string | ((n: number) => string), fields: object = {}) => {
    const text = typeof message === 'string' ? () => message : message
    return Array.from({ length: times }, (_, n) => say(text(n), fields)).filter(Boolean).length
  }
  const pass = (ms: number) => {
    nowMs += ms
    for (const { run } of due.splice(0).filter(({ atMs, run }) => atMs <= nowMs || !due.push({ atMs, run }))) run()
  }
  return { repetition, told, say, sayOften, pass, due }
}

describe('LogRepetition', () => {
  it('writes the first of a kind and counts the rest; one line tells how many, without another line coming', () => {
    const { told, sayOften, pass } = setUp()
    expect(sayOften(1000, 'SQLite is away')).toBe(20)
    expect(told).toEqual([])
    pass(1000)
    expect(told).toEqual([{ subsystem: 'store', level: 'warn', count: 980, fromMs: 0, saying: 'SQLite is away' }])
    pass(5000)
    expect(told).toHaveLength(1)
  })

  it('begins anew in the next window', () => {
    const { told, sayOften, pass } = setUp()
    sayOften(30, 'SQLite is away')
    pass(1000)
    expect(sayOften(30, 'SQLite is away')).toBe(20)
    pass(1000)
    expect(told.map(({ count }) => count)).toEqual([10, 10])
  })

  it('knows a kind by its words, whatever numbers and ids are in them', () => {
    const { sayOften } = setUp()
    const ids = (n: number) =>
      `Link ${n.toString(16).padStart(16, 'a')} of ${n} at f47ac10b-58cc-4372-a567-0e02b2c3d${n + 100}`
    expect(sayOften(200, ids)).toBe(20)
  })

  it('lets no kind hide another: by message, error, code of the error, client, level, subsystem', () => {
    const { say, sayOften } = setUp({ ...LIMITS, maxKinds: 100 })
    const error = (message: string, more: object = {}) => ({ err: Object.assign(new Error(message), more) })
    sayOften(500, 'A request failed', error('socket 5 is gone'))
    expect(say('A request failed', error('socket 6 is gone'))).toBe(false)
    expect(say('A request failed', error('no such table'))).toBe(true)
    expect(say('A request failed', error('socket 5 is gone', { code: 'EPIPE' }))).toBe(true)
    expect(say('A request failed', { err: new TypeError('socket 5 is gone') })).toBe(true)
    expect(say('A request failed', { ...error('socket 5 is gone'), client: 'worker 2' })).toBe(true)
    expect(say('A request failed', error('socket 5 is gone'), 'error')).toBe(true)
    expect(say('A request failed', error('socket 5 is gone'), 'warn', 'http')).toBe(true)
    expect(say('Another request failed', error('socket 5 is gone'))).toBe(true)
    const cause = (message: string) => ({ err: new Error('fetch failed', { cause: new Error(message) }) })
    sayOften(500, 'A request failed', cause('the name is not known'))
    expect(say('A request failed', cause('the name is not known'))).toBe(false)
    expect(say('A request failed', cause('the certificate has expired'))).toBe(true)
  })

  it('keeps no more kinds than it may: those beyond share one, at their level alone, and are counted', () => {
    const { told, say, sayOften, pass } = setUp()
    const word = (n: number) =>
      [...n.toString(26)].map((digit) => 'ghijklmnopqrstuvwxyzGHIJKL'[parseInt(digit, 26)]).join('')
    expect(sayOften(1005, (n) => `trouble ${word(n)}`)).toBe(5 + 20)
    expect(say('the disk is full', {}, 'error')).toBe(true)
    pass(1000)
    expect(told).toEqual([expect.objectContaining({ level: 'warn', count: 980, saying: 'of many kinds' })])
  })

  it('leaves out nothing of the end of the process', () => {
    const { say } = setUp()
    expect(Array.from({ length: 100 }, () => say('Gone', {}, 'fatal')).every(Boolean)).toBe(true)
  })

  it('tells at once what was left out when there is no later', () => {
    const { repetition, told, sayOften } = setUp()
    sayOften(21, 'x')
    repetition.flush()
    repetition.flush()
    expect(told).toMatchObject([{ count: 1 }])
  })

  it('tells when the clock was set back, too', () => {
    const { told, sayOften, say, pass } = setUp()
    pass(10_000)
    sayOften(25, 'x')
    pass(-9000)
    say('y')
    expect(told).toMatchObject([{ count: 5 }])
  })

  it('has one look due, however many lines are left out', () => {
    const { due, sayOften } = setUp()
    sayOften(5000, 'x')
    expect(due).toHaveLength(1)
  })
})
