import { describe, expect, it } from 'vitest'
import { RecentLogs } from '../../recent-logs.js'
import { AdminBot } from '../admin-bot.fixture.js'
import { readLogQuery } from './log-query.js'
import { markupOf, staysText } from '../reply.contract.js'

function setUp(lines: number, msg = (n: number) => `event ${n}`) {
  const recent = new RecentLogs()
  for (let n = 1; n <= lines; n++) {
    const [level, subsystem] = n % 10 === 0 ? ['warn', 'telegram'] : ['info', 'http']
    recent.write(JSON.stringify({ level, time: '2026-11-24T10:15:03.123Z', subsystem, msg: msg(n), number: n }))
  }
  return new AdminBot({ logs: (query) => recent.query(query) })
}

describe('/logs', () => {
  it('shows the newest lines, the oldest of them first', async () => {
    const { html, attachment } = await setUp(100).say('/logs level=warn limit=2')
    expect(attachment).toBeUndefined()
    expect(html).toBe(
      '<b>Log</b>, the newest 2 of 10\n<pre>' +
        '2026-11-24 10:15:03.123 WARN telegram: event 90 {&quot;number&quot;:90}\n' +
        '2026-11-24 10:15:03.123 WARN telegram: event 100 {&quot;number&quot;:100}</pre>',
    )
  })

  it('is a file where it is too much for a message', async () => {
    const reply = await setUp(2000).say('/logs limit=500')
    markupOf(reply)
    expect(reply.attachment).toMatchObject({ name: 'streambot-logs.txt', mimeType: 'text/plain' })
    const lines = Buffer.from(reply.attachment!.bytes).toString().split('\n')
    expect(lines).toHaveLength(501)
    expect([lines[0], lines[499]]).toEqual([
      expect.stringContaining('event 1501 '),
      expect.stringContaining('event 2000 '),
    ])
  })

  it('says that there is nothing like that', async () => {
    expect((await setUp(5).say('/logs filter=nothing like it')).html).toContain('Nothing like that')
  })

  it.each([
    ['level=loud', 'There is no level loud'],
    ['limit=0', 'A limit is a number from 1 to 500, not 0'],
    ['limit=501', 'not 501'],
    ['limit=all', 'not all'],
  ])('says what is wrong with %s, and how it goes', async (args, words) => {
    const { html } = await setUp(5).say(`/logs ${args}`)
    expect(html).toContain(words)
    expect(html).toContain('/logs level=warn limit=100')
  })

  it('can never be given markup by what is logged or asked', async () => {
    await staysText((text) => setUp(3, () => text.slice(0, 500)).say('/logs'))
    await staysText((text) => setUp(3).say(`/logs level=${text}`))
  })

  it('tells both sizes of logs from any lengths: every answer is taken by Telegram', async () => {
    for (let length = 900; length < 1300; length += 7) {
      markupOf(await setUp(3, () => '<'.repeat(length)).say('/logs'))
    }
  })
})

describe('a question to the log', () => {
  it.each([
    ['', { level: 'info', limit: 30 }],
    ['level=WARN', { level: 'warn', limit: 30 }],
    ['filter=worker 2 limit=5', { level: 'info', limit: 5, filter: 'worker 2' }],
    ['limit=5 filter=a=b level=debug', { level: 'debug', limit: 5, filter: 'a=b' }],
    ['flood wait level=error', { level: 'error', limit: 30, filter: 'flood wait' }],
    ['LIMIT=5', { level: 'info', limit: 5 }],
  ])('%j', (text, query) => {
    expect(readLogQuery(text)).toEqual({ ok: true, query })
  })
})
