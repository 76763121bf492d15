import { describe, expect, it, onTestFinished } from 'vitest'
import { LiveSettings } from '../../actions/live-settings.js'
import type { SettingValues } from '../../policy/setting-table.js'
import { openMemoryStores } from '../../stores/memory/open-memory-stores.js'
import { AdminBot, ADMIN, buttonsOf } from '../admin-bot.fixture.js'
import { markupOf, staysText } from '../reply.contract.js'

const configured: SettingValues = {
  RATE_LIMITING: true,
  MAX_LINKS_PER_DAY: 5,
  AUTHORIZED_LINKS_PER_DAY: null,
  UPLOADS_PER_MINUTE: 20,
  SERVICE_UPLOADS_PER_MINUTE: null,
  REQUESTS_PER_MINUTE: 1200,
  WRONG_LINKS_PER_HOUR: 60,
  BANDWIDTH_LIMITS: true,
  BANDWIDTH_LIMIT_GB: 100e9,
  USER_BANDWIDTH_LIMIT_GB: null,
  BANDWIDTH_WHEN_USED_UP: 'finish',
  LINK_EXPIRY_SECONDS: 86_400,
  MAX_FILE_SIZE_BYTES: null,
  ALLOWED_TYPES: [],
  DENIED_TYPES: [],
  MAX_BATCH_FILES: 100,
  CHANNEL_POST_BUTTONS: false,
  ACCESS_MODE: 'public',
  ALLOWED_USERS: [],
  FORCE_SUBSCRIPTION: true,
  FORCE_SUB_CHANNEL: [],
  FORCE_SUB_WHEN_UNKNOWN: 'refuse',
}

async function setUp() {
  const { settings, audit } = openMemoryStores()
  const fail = (error: unknown) => {
    throw error
  }
  const live = await LiveSettings.open({
    clock: { now: () => Date.UTC(2026, 10, 24, 10, 15) },
    randomness: { bytes: (length) => new Uint8Array(length) },
    settings,
    audit,
    configured,
    adminIds: [ADMIN],
    onIgnored: fail,
    onTrouble: fail,
    onAuditTrouble: fail,
  })
  onTestFinished(() => live[Symbol.dispose]())
  return { live, bot: new AdminBot({ settings: live }) }
}

describe('/settings', () => {
  it('lists all, and marks what was changed, with what is configured', async () => {
    const { bot, live } = await setUp()
    await live.set('user:7', 'MAX_LINKS_PER_DAY', '9')
    const reply = await bot.say('/settings')
    expect(reply.html).toContain('• MAX_LINKS_PER_DAY: <code>9</code> (5)')
    expect(reply.html).toContain('\nBANDWIDTH_LIMIT_GB: <code>100 GB</code>\n')
    expect(buttonsOf(reply)).toHaveLength(Object.keys(configured).length)
    const one = await bot.press(reply, 'MAX_LINKS_PER_DAY')
    expect(one?.html).toContain('Changed by <code>7</code> on 2026-11-24 10:15 UTC')
    expect(one?.html).toContain('Configured: <code>5</code>')
    expect(one?.html).toContain('It takes a whole number up to 100,000; 0 means no limit.')
  })

  it('changes one at once, and takes it back', async () => {
    const { bot, live } = await setUp()
    const changed = await bot.say('/settings max_links_per_day 50')
    expect(live.current.uploadRules?.linksPerDay).toBe(50)
    expect(changed.html).toContain('Now: <code>50</code>')
    expect(changed.html).toContain('in force from now on')
    const back = await bot.press(changed, 'As configured')
    expect(live.current.uploadRules?.linksPerDay).toBe(5)
    expect(back?.html).toContain('As configured.')
    await bot.say('/settings MAX_LINKS_PER_DAY 7')
    expect((await bot.say('/settings MAX_LINKS_PER_DAY default')).html).toContain('It is as configured again.')
    expect(live.current.uploadRules?.linksPerDay).toBe(5)
  })

  it('switches by buttons where there is a choice', async () => {
    const { bot, live } = await setUp()
    const flag = await bot.say('/settings RATE_LIMITING')
    expect(buttonsOf(flag)).toEqual(['Off'])
    const off = await bot.press(flag, 'Off')
    expect(live.current.uploadRules).toBeNull()
    expect(buttonsOf(off!)).toEqual(['On', 'As configured'])
    const access = await bot.say('/settings ACCESS_MODE')
    expect(buttonsOf(access)).toEqual(['allow-list', 'owner-only'])
    await bot.press(access, 'owner-only')
    expect(live.current.accessRules.mode).toBe('owner-only')
  })

  it('has buttons that fit for every setting with a choice', async () => {
    const { bot, live } = await setUp()
    for (const { name } of live.list()) markupOf(await bot.say(`/settings ${name}`))
  })

  it('takes values with spaces', async () => {
    const { bot, live } = await setUp()
    await bot.say('/settings ALLOWED_TYPES video/* .mkv audio/mpeg')
    expect(live.list().find(({ name }) => name === 'ALLOWED_TYPES')?.value).toBe('video/*, .mkv, audio/mpeg')
  })

  it.each([
    ['MAX_LINKS_PER_DAY many', ['<code>many</code> is nothing that MAX_LINKS_PER_DAY takes', 'up to 100,000']],
    ['LINK_EXPIRY_SECONDS soon', ['a time such as 12h or 7d']],
    ['ACCESS_MODE closed', ['one of these: public, allow-list, owner-only']],
    ['ALLOWED_USERS 1 x', ['<code>x</code>', 'numbers of Telegram users']],
    ['MAX_LINKS 5', ['There is no setting MAX_LINKS']],
    ['NOPE', ['There is no setting NOPE']],
  ])('%s changes nothing and says what is taken', async (args, words) => {
    const { bot, live } = await setUp()
    const { html } = await bot.say(`/settings ${args}`)
    for (const part of words) expect(html).toContain(part)
    expect(live.list().every(({ changed }) => changed === null)).toBe(true)
  })

  it('shows long values as far as a message goes', async () => {
    const { bot, live } = await setUp()
    const ids = Array.from({ length: 1000 }, (_, n) => 7_000_000_000 + n).join(' ')
    const types = Array.from({ length: 100 }, (_, n) => `.${'x'.repeat(8)}${n}`).join(' ')
    await live.set('user:7', 'ALLOWED_USERS', ids)
    await live.set('user:7', 'ALLOWED_TYPES', types)
    await live.set('user:7', 'DENIED_TYPES', types)
    markupOf(await bot.say('/settings'))
    const one = await bot.say('/settings ALLOWED_USERS')
    markupOf(one)
    expect(one.html).toContain('longer than can be shown')
  })

  it('speaks German', async () => {
    const { bot } = await setUp()
    const { html } = await bot.say('/settings LINK_EXPIRY_SECONDS 7d', { languageCode: 'de' })
    expect(html).toContain('Jetzt: <code>7d</code>')
    expect(html).toContain('Das gilt ab sofort.')
  })

  it('can never be given markup by what is sent', async () => {
    const { bot } = await setUp()
    await staysText((text) => bot.say(`/settings ${text}`))
    await staysText((text) => bot.say(`/settings MAX_LINKS_PER_DAY ${text}`))
  })
})
