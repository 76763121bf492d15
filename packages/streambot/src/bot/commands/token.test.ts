import { describe, expect, it } from 'vitest'
import { createApiToken, listApiTokens, revokeApiToken, verifyApiToken } from '../../actions/api-tokens.js'
import { API_SCOPES } from '../../core/api-token.js'
import { openMemoryStores } from '../../stores/memory/open-memory-stores.js'
import { AdminBot, buttonsOf } from '../admin-bot.fixture.js'
import { readTokenWish } from './token-wish.js'
import { markupOf, staysText } from '../reply.contract.js'

const NOW_MS = Date.UTC(2026, 10, 24, 10, 15)
const DAY_MS = 86_400_000

function setUp() {
  const { tokens, audit } = openMemoryStores()
  let drawn = 0
  const deps = {
    clock: { now: () => NOW_MS },
    randomness: { bytes: (length: number) => Uint8Array.from(Buffer.from(`${++drawn}`.padStart(length, 'x'))) },
    tokens,
    audit,
    onAuditTrouble: () => {},
    onTrouble: () => {},
    isAdmin: () => true,
  }
  const bot = new AdminBot({
    tokens: {
      create: (actor, wish) => createApiToken(deps, actor, wish),
      list: () => listApiTokens(deps),
      revoke: (actor, id) => revokeApiToken(deps, actor, id),
    },
  })
  bot.test.nowMs = NOW_MS
  const opens = async (token: string) => (await verifyApiToken(deps, token)) !== null
  return { bot, opens, tokens }
}

const tokenIn = (html: string) => /sb_[\w-]{43}/.exec(html)?.[0] ?? ''

describe('/token', () => {
  it('makes a token that works and shows it once, hides it when it is copied, and revokes it from the list', async () => {
    const { bot, opens } = setUp()
    const made = await bot.say('/token grafana stats,logs 90d')
    const token = tokenIn(made.html)
    expect(await opens(token)).toBe(true)
    expect(made.html).toContain('<b>grafana</b> is made, for stats, logs')
    expect(made.html).toContain('It works until 2027-02-22 10:15 UTC')
    const hidden = await bot.press(made, 'I have it, hide it')
    expect(JSON.stringify([hidden])).not.toContain(token)
    const list = await bot.say('/token')
    expect(list.html).toContain(
      '1. <b>grafana</b>: stats, logs · made 2026-11-24 10:15 UTC · last used 2026-11-24 10:15 UTC · until 2027-02-22 10:15 UTC',
    )
    expect(JSON.stringify([list])).not.toContain(token)
    const left = await bot.press(list, 'Revoke 1')
    expect(await opens(token)).toBe(false)
    expect(left?.html).toContain('There are no tokens')
    await bot.press(list, 'Revoke 1')
    expect(bot.test.pressAnswers.at(-1)).toContain('no such token any more')
  })

  it('pages through a hundred, and makes no more', async () => {
    const { bot } = setUp()
    for (let n = 1; n <= 100; n++) await bot.say(`/token t${n} all`)
    expect((await bot.say('/token more')).html).toContain('There are 100 tokens')
    let page = await bot.say('/token')
    let seen = 0
    for (let turns = 0; turns < 20; turns++) {
      markupOf(page)
      seen += buttonsOf(page).filter((text) => text.startsWith('Revoke')).length
      if (!buttonsOf(page).includes('Next')) break
      page = (await bot.press(page, 'Next'))!
    }
    expect(seen).toBe(100)
  })

  it.each([
    ['x'.repeat(65), 'A name has 1 to 64 letters'],
    ['grafana everything', 'There is no scope everything. These are: stats'],
    ['grafana 0d', 'That moment has passed'],
    ['grafana 1d 2d', 'Is it 1d or 2d?'],
  ])('%.20s makes none and says why', async (args, words) => {
    const { bot, tokens } = setUp()
    expect((await bot.say(`/token ${args}`)).html).toContain(words)
    expect(await tokens.all()).toEqual([])
  })

  it('can never be given markup by names and scopes', async () => {
    const { bot, tokens } = setUp()
    const word = (text: string) => text.replaceAll(/[\s,]/g, '').slice(0, 40)
    await staysText(async (text) => {
      for (const { id } of await tokens.all()) await tokens.remove(id)
      await bot.say(`/token ${word(text)}`)
      return bot.say('/token')
    })
    await staysText((text) => bot.say(`/token name ${word(text)}`))
  })

  it('speaks German', async () => {
    const { bot } = setUp()
    const { html } = await bot.say('/token grafana', { languageCode: 'de' })
    expect(html).toContain('Kopier es jetzt, ich behalte es nicht')
  })
})

describe('a wish for a token', () => {
  it.each([
    ['grafana', ['stats'], null],
    ['grafana all', API_SCOPES, null],
    ['grafana LOGS links', ['logs', 'links'], null],
    ['grafana 1w', ['stats'], NOW_MS + 7 * DAY_MS],
    ['grafana 1d logs', ['logs'], NOW_MS + DAY_MS],
    ['grafana logs forever', ['logs'], null],
    ['grafana logs 99999w', ['logs'], null],
  ])('%s', (text, scopes, expiresAtMs) => {
    expect(readTokenWish(text, NOW_MS)).toEqual({ ok: true, wish: { name: 'grafana', scopes, expiresAtMs } })
  })
})
