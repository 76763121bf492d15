import { describe, expect, it } from 'vitest'
import type { UserStats } from '../../actions/user-stats.js'
import { message, TestBot } from '../test-bot.fixture.js'

const NOW_MS = Date.UTC(2026, 10, 24, 10)
const stats: UserStats = {
  userId: 7,
  standing: 'everybody',
  linksToday: { made: 5, limit: 5, nextAtMs: NOW_MS + 5_400_000 },
  traffic: { usedBytes: 2 ** 29, limitBytes: 2 ** 30, month: '2026-11', resetsAtMs: Date.UTC(2026, 11) },
  links: 1234,
}

async function statsOf(changes: Partial<UserStats>, languageCode = 'en') {
  const bot = new TestBot(undefined, { people: { statsOf: () => Promise.resolve({ ...stats, ...changes }) } })
  bot.nowMs = NOW_MS
  await bot.receive(message({ text: '/stats', languageCode }))
  return bot.texts[0]?.split('\n')
}

describe('/stats of people', () => {
  it('tells what they have used, and when there is more', async () => {
    expect(await statsOf({})).toEqual([
      '<b>Your links</b>',
      'In the last 24 hours: 5 of 5',
      'The next one is possible in 1 hour 30 minutes, at 2026-11-24 11:30 UTC.',
      'In all: 1,234',
      '',
      '<b>Traffic of your links in 2026-11</b>',
      '512 MiB of 1 GiB',
      'It begins anew at 2026-12-01 00:00 UTC.',
    ])
  })

  it('tells the same where there is no limit, in German too', async () => {
    const linksToday = { made: 7, limit: null, nextAtMs: null }
    const traffic = { ...stats.traffic, limitBytes: null }
    expect(await statsOf({ linksToday, traffic }, 'de')).toEqual([
      '<b>Deine Links</b>',
      'In den letzten 24 Stunden: 7, ohne Grenze',
      'Insgesamt: 1.234',
      '',
      '<b>Datenverkehr deiner Links im Monat 2026-11</b>',
      '512 MiB, ohne Grenze',
      'Er beginnt von vorn um 2026-12-01 00:00 UTC.',
    ])
  })
})
