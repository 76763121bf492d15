import fs from 'node:fs'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
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

  it('tells of an error its words and codes, and nothing that a library has hung on it', () => {
    const { loggers, lines } = capture()
    const raw = { rawPacket: Buffer.from('GET /secret'), op: { key: new Uint8Array(32) }, code: 'EX', bytesParsed: 5 }
    loggers.http.error({ err: Object.assign(new Error('outer', { cause: new Error('inner') }), raw) }, 'no')
    const { err } = JSON.parse(lines[0] ?? '') as { err: object }
    expect(Object.keys(err).sort()).toEqual(['bytesParsed', 'code', 'message', 'stack', 'type'])
    expect(err).toMatchObject({ message: 'outer: inner', code: 'EX' })
  })

  it('strikes out whatever lets somebody in, in an address, a header or a cookie, also where it is written for another address', () => {
    const { loggers, lines } = capture()
    const [link, batch, code, api] = ['x'.repeat(52), 'x'.repeat(40), 'x'.repeat(48), `sb_${'x'.repeat(43)}`]
    for (const route of ['dl', 'stream', 'watch', 'poster', 'subtitles']) {
      loggers.http.info(`GET /${route}/${link} from ?next=%2F${route}%2F${link}`)
    }
    loggers.http.info({ url: `/b/${batch}`, from: `https%3A%2F%2Fhost%2fb%2f${batch}` }, `/admin#login=${code}`)
    loggers.http.info({
      headers: { cookie: `unlocked=1.${code}; streambot_session=${api}`, authorization: `Bearer ${code}` },
    })
    loggers.http.info({ authorization: `basic ${code}==` }, 'mailto:somebody')
    expect(lines.join('')).not.toContain('xxxx')
    expect(lines).toHaveLength(8)
  })

  it('says the first of a kind, counts the rest, and tells how many they were, to whoever reads the last lines too', () => {
    const lines: string[] = []
    const due: (() => void)[] = []
    let nowMs = Date.UTC(2027, 0, 1)
    const time = { clock: { now: () => nowMs }, after: (_ms: number, run: () => void) => void due.push(run) }
    const { loggers } = capture({ destination: { write: (line) => void lines.push(line) }, time })
    for (let n = 0; n < 100_000; n++) loggers.store.warn({ err: new Error(`socket ${n}`) }, `Trouble ${n}`)
    expect(lines).toHaveLength(20)
    loggers.http.warn('Something else')
    nowMs += 60_000
    for (const run of due) run()
    const last = JSON.parse(lines.at(-1) ?? '') as object
    expect(last).toEqual({
      level: 'warn',
      time: expect.any(String) as string,
      subsystem: 'store',
      leftOut: 99_980,
      from: '2027-01-01T00:00:00.000Z',
      msg: '99980 more such lines were left out: Trouble #',
    })
    expect(loggers.recent.query({ filter: 'left out' }).total).toBe(1)
    expect(lines).toHaveLength(22)
  })

  it('tells at an end what was left out until then', () => {
    const { loggers, lines } = capture()
    for (let n = 0; n < 301; n++) loggers.bot.info({ linkId: String(n) }, 'Link created')
    loggers.flush()
    expect(lines.at(-1)).toContain('1 more such lines were left out: Link created')
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

  it('writes nothing in the pretty format that commands a terminal or looks like another line', () => {
    const { loggers, lines } = capture({ format: 'pretty' })
    const hostile = '\u001b[2J\u009b2J\u202e\r\nINFO: all is well'
    loggers.store.warn({ err: new Error(hostile), name: hostile }, `Trouble: ${hostile}`)
    const text = lines.join('')
    for (const character of ['\u001b', '\u009b', '\u202e', '\r']) expect(text).not.toContain(character)
    expect(text).not.toMatch(/^INFO/m)
    expect(text).toContain('Trouble: \\u001b[2J\\u009b2J\\u202e')
  })

  it('fails nobody who logs while standard output takes nothing, and says so', () => {
    const write = vi.spyOn(fs, 'writeSync').mockImplementation(() => {
      throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })
    })
    onTestFinished(() => void write.mockRestore())
    const loggers = createLoggers({ level: 'info', format: 'json', secrets: [] })
    loggers.app.error('first')
    loggers.app.error('second')
    expect([loggers.isLost(), loggers.recent.query().total]).toEqual([true, 2])
  })

  it('writes readable lines in the pretty format, without secrets as well', () => {
    const { loggers, lines } = capture({ format: 'pretty', secrets: ['hush-hush'] })
    loggers.store.warn({ secret: 'hush-hush' }, 'slow')
    expect(lines.join('')).toMatch(/WARN.*store: slow/)
    expect(lines.join('')).not.toContain('hush')
  })
})
