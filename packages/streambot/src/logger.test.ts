import { describe, expect, it } from 'vitest'
import { createLoggers, type LoggerOptions, type Loggers } from './logger.js'

function capture(options: Partial<LoggerOptions> = {}): { loggers: Loggers; lines: string[] } {
  const lines: string[] = []
  const destination = { write: (line: string) => void lines.push(line) }
  return { loggers: createLoggers({ level: 'info', format: 'json', secrets: [], destination, ...options }), lines }
}

describe('createLoggers', () => {
  it('writes one JSON object per line, naming level, subsystem, time and message', () => {
    const { loggers, lines } = capture()
    loggers.http.info({ linkId: 'abc' }, 'hello')
    loggers.bot.debug('not at this level')
    expect(lines).toHaveLength(1)
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as string,
      subsystem: 'http',
      linkId: 'abc',
      msg: 'hello',
    })
  })

  it('strikes secrets out wherever they are: message, field, nested error', () => {
    const { loggers, lines } = capture({ secrets: ['s3cr3t+hash', '42:short', ''] })
    const botToken = `123456789:${'A'.repeat(35)}`
    const linkToken = 'x'.repeat(52)
    const error = new Error(`outer s3cr3t+hash`, { cause: new Error(botToken) })
    loggers.app.error(
      { err: error, deep: { field: [`s3cr3t+hash`, '42:short'] } },
      `GET /dl/${linkToken}/name.mp4 with ${botToken}, then /b/${'x'.repeat(40)}.zip`,
    )
    const text = lines.join('')
    expect(text).not.toMatch(/s3cr3t|short|AAAA|xxxx/)
    expect(text).toContain('42:***')
    expect(text).toContain('123456789:***')
    expect(text).toContain('/dl/***/name.mp4')
    expect(text).toContain('/b/***.zip')
  })

  it('leaves lines readable where a secret is so short that it is part of many words, and strikes out addresses that hold it', () => {
    const url = 'mongodb://user:e@127.0.0.1/db'
    const { loggers, lines } = capture({ secrets: [url, 'e', 'mongo', '12345'] })
    loggers.store.info({ store: 'MongoDB', port: 12345 }, 'The server listens')
    loggers.store.warn(`${url} is away, says mongodb+srv://user:e@127.0.0.1:27017/?x=y of mongodb://host/db`)
    const [first = '', second = ''] = lines
    expect(JSON.parse(first)).toMatchObject({ level: 'info', store: 'MongoDB', port: 12345, msg: 'The server listens' })
    expect(JSON.parse(second)).toMatchObject({
      msg: '*** is away, says mongodb+srv://***@127.0.0.1:27017/?x=y of mongodb://host/db',
    })
  })

  it('writes readable lines in the pretty format, without secrets as well', () => {
    const { loggers, lines } = capture({ format: 'pretty', secrets: ['hush-hush'] })
    loggers.store.warn({ secret: 'hush-hush' }, 'slow')
    expect(lines.join('')).toMatch(/WARN.*store: slow/)
    expect(lines.join('')).not.toContain('hush')
  })
})
