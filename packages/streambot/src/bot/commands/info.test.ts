import { describe, expect, it } from 'vitest'
import type { PersonalLimits } from '../../actions/personal-limits.js'
import { message, TestBot } from '../test-bot.fixture.js'

const NONE: PersonalLimits = {
  refusal: null,
  hasToJoin: false,
  maxFileBytes: null,
  types: { allowed: [], denied: [] },
  linksPerDay: null,
  filesPerMinute: null,
  filesPerBatch: 100,
  expirySeconds: null,
  trafficBytesPerMonth: null,
}

async function infoOf(limits: Partial<PersonalLimits>, options: { languageCode?: string; adminIds?: number[] } = {}) {
  const people = { version: '1.2.3', limitsOf: () => Promise.resolve({ ...NONE, ...limits }) }
  const bot = new TestBot(undefined, { people, adminIds: options.adminIds ?? [] })
  await bot.receive(message({ text: '/info', languageCode: options.languageCode ?? 'en' }))
  return bot.texts[0]?.split('\n')
}

describe('/info', () => {
  it('tells the version and every limit that applies', async () => {
    const lines = await infoOf({
      maxFileBytes: 2 ** 31,
      types: { allowed: ['video/*', '.mkv'], denied: ['.exe'] },
      linksPerDay: 5,
      filesPerMinute: 20,
      expirySeconds: 86_400,
      trafficBytesPerMonth: 2 ** 30,
    })
    expect(lines).toEqual([
      expect.stringContaining('<b>StreamBot 1.2.3</b>'),
      '',
      '<b>What applies to you</b>',
      '• Files up to 2 GiB',
      '• Only files of these types: video/*, .mkv, but not: .exe',
      '• Up to 5 links in 24 hours',
      '• Up to 20 files a minute',
      '• Up to 100 files in one link',
      '• Links work for 1 day',
      '• 1 GiB of traffic for your links each month',
    ])
  })

  it('says where there is no limit', async () => {
    const lines = await infoOf({}, { adminIds: [7] })
    expect(lines).toContain('You are an admin.')
    expect(lines).toContain('• Links do not expire')
    expect(lines).toContain('• As many links as you like')
  })

  it('says first why somebody may not send files', async () => {
    const lines = await infoOf({
      refusal: { reason: 'banned', banReason: '<spam>', untilMs: null },
      hasToJoin: true,
    })
    expect(lines?.slice(3, 6)).toEqual([
      'You may not use this bot any more.',
      'The reason: &lt;spam&gt;',
      'You have to be a member of the channels that I name when you send a file.',
    ])
  })

  it('speaks German', async () => {
    expect(await infoOf({ linksPerDay: 5 }, { languageCode: 'de' })).toContain('• Bis zu 5 Links in 24 Stunden')
  })
})
