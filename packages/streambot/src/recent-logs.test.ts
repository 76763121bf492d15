import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createLoggers } from './logger.js'
import { RecentLogs, type LogEntryLevel, type LogQuery } from './recent-logs.js'

const line = (msg: string, level: LogEntryLevel = 'info', fields = {}) =>
  `${JSON.stringify({ level, time: '2026-11-15T00:00:00.000Z', subsystem: 'app', ...fields, msg })}\n`

function filled(...lines: string[]): RecentLogs {
  const logs = new RecentLogs()
  for (const it of lines) logs.write(it)
  return logs
}

const messages = (logs: RecentLogs, query?: LogQuery) => logs.query(query).entries.map(({ msg }) => msg)

describe('what was logged lately', () => {
  it('is told newest first, with all that is known of it', () => {
    const logs = filled(line('one'), line('two', 'warn', { linkId: 'abc', err: { type: 'Error' } }))
    expect(logs.query()).toEqual({
      entries: [
        {
          level: 'warn',
          time: '2026-11-15T00:00:00.000Z',
          subsystem: 'app',
          msg: 'two',
          fields: { linkId: 'abc', err: { type: 'Error' } },
        },
        { level: 'info', time: '2026-11-15T00:00:00.000Z', subsystem: 'app', msg: 'one', fields: {} },
      ],
      page: 1,
      pages: 1,
      total: 2,
    })
  })

  it('is told from a level upwards', () => {
    const levels: LogEntryLevel[] = ['trace', 'debug', 'info', 'warn', 'error', 'fatal']
    const logs = filled(...levels.map((level) => line(level, level)))
    expect(messages(logs, { level: 'warn' })).toEqual(['fatal', 'error', 'warn'])
    expect(messages(logs, { level: 'trace' })).toHaveLength(6)
  })

  it('is found by a text in message, subsystem or field, in any case', () => {
    const logs = filled(line('Link created', 'info', { linkId: 'AbC' }), line('Stream ended'))
    expect(messages(logs, { filter: 'LINK' })).toEqual(['Link created'])
    expect(messages(logs, { filter: 'abc' })).toEqual(['Link created'])
    expect(messages(logs, { filter: 'app' })).toHaveLength(2)
    expect(messages(logs, { filter: 'nowhere' })).toEqual([])
  })

  it('comes in pages that together are everything, once', () => {
    fc.assert(
      fc.property(fc.nat(60), fc.integer({ min: 1, max: 20 }), (count, limit) => {
        const logs = filled(...Array.from({ length: count }, (_, i) => line(String(i))))
        const { pages, total } = logs.query({ limit })
        const all = Array.from({ length: pages }, (_, i) => messages(logs, { limit, page: i + 1 })).flat()
        expect(all).toEqual(Array.from({ length: count }, (_, i) => String(count - 1 - i)))
        expect(total).toBe(count)
        expect(messages(logs, { limit, page: pages + 1 })).toEqual([])
      }),
    )
  })

  it('comes in pages of a sensible size, whatever is asked for', () => {
    const logs = filled(...Array.from({ length: 600 }, (_, i) => line(String(i))))
    for (const limit of [0, -5, NaN]) expect(messages(logs, { limit })).toHaveLength(1)
    expect(messages(logs, { limit: 10_000 })).toHaveLength(500)
    expect(messages(logs, { page: -3 })).toHaveLength(50)
  })
})

describe('memory', () => {
  it('holds so many lines, the newest', () => {
    const logs = new RecentLogs({ maxLines: 3, maxBytes: 1e6 })
    for (let i = 0; i < 10; i++) logs.write(line(String(i)))
    expect(messages(logs)).toEqual(['9', '8', '7'])
  })

  it('holds so many bytes, however long the lines are', () => {
    const logs = new RecentLogs({ maxLines: 1000, maxBytes: 1000 })
    for (let i = 0; i < 100; i++) logs.write(line(`${i} ${'ü'.repeat(i)}`))
    const kept = logs.query({ limit: 500 }).entries
    const bytes = kept.reduce((sum, { msg }) => sum + Buffer.byteLength(line(msg)), 0)
    expect(bytes).toBeLessThanOrEqual(1000)
    expect(bytes).toBeGreaterThan(700)
    expect(kept[0]?.msg).toMatch(/^99 /)
  })

  it('keeps the message of a line that is far too long, and lets go of the rest', () => {
    const logs = filled(line('big', 'error', { dump: 'x'.repeat(100_000) }), line('y'.repeat(100_000)))
    expect(logs.query({ filter: 'big' }).entries).toMatchObject([{ level: 'error', msg: 'big…', fields: {} }])
    expect(messages(logs).join('').length).toBeLessThan(2000)
  })

  it('minds nothing that is no line of a log', () => {
    expect(messages(filled('', 'nonsense', '{"level":"loud"}', line('good')))).toEqual(['good'])
  })
})

describe('loggers', () => {
  it.each(['json', 'pretty'] as const)('keep what they write as %s, and no secret ever', (format) => {
    const written: string[] = []
    const destination = { write: (text: string) => void written.push(text) }
    const botToken = `123456789:${'A'.repeat(35)}`
    const apiToken = `sb_${'b'.repeat(43)}`
    const linkToken = 'x'.repeat(52)
    const secrets = ['api-hash-s3cr3t', botToken]
    const loggers = createLoggers({ level: 'info', format, secrets, destination })
    loggers.http.warn(
      { err: new Error('api-hash-s3cr3t'), authorization: `Bearer ${apiToken}`, nested: { deep: [botToken] } },
      `GET /dl/${linkToken} by ${apiToken} on mongodb://user:pass-word@host/db`,
    )
    loggers.http.debug('too quiet')
    const kept = JSON.stringify(loggers.recent.query().entries)
    expect(loggers.recent.query()).toMatchObject({ total: 1, entries: [{ level: 'warn', subsystem: 'http' }] })
    for (const text of [kept, written.join('')]) {
      expect(text).not.toMatch(/s3cr3t|AAAA|bbbb|xxxx|pass-word/)
      expect(text).toContain('/dl/***')
      expect(text).toContain('sb_***')
    }
  })
})
