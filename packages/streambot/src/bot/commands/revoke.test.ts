import { describe, expect, it } from 'vitest'
import { createBatchToken, verifyBatchToken } from '../../core/batch-token.js'
import type { Batch } from '../../core/batch.js'
import { createLinkToken, verifyLinkToken } from '../../core/link-token.js'
import type { Link, LinkKey } from '../../core/link.js'
import { AdminBot, ADMIN, buttonsOf } from '../admin-bot.fixture.js'
import { describedUser, userOf } from '../people.fixture.js'
import { linkTo, sampleFile } from '../test-bot.fixture.js'
import { linksInText } from '../../core/links-in-text.js'
import { markupOf, staysText } from '../reply.contract.js'

const NOW_MS = Date.UTC(2026, 10, 24, 10, 0)
const key: LinkKey = { id: 3, secret: new Uint8Array(32).fill(3), createdAtMs: 1 }
const other: LinkKey = { ...key, secret: new Uint8Array(32).fill(4) }

const idOf = (number: number) => number.toString(16).padStart(16, '0')

function tokenOf(linkId: string, signing = key): string {
  return createLinkToken(signing, { linkId, logMessageId: 1, sizeBytes: 5, expiresAtMs: null, isRestricted: false })
}

const urlOf = (linkId: string, route = 'dl') => `https://files.example.org/${route}/${tokenOf(linkId)}/a.mp4`

function setUp(count = 3, fileName = 'holiday.mp4') {
  const links = new Map<string, Link>()
  for (let n = 1; n <= count; n++) {
    const { link } = linkTo({ ...sampleFile, name: fileName })
    links.set(idOf(n), { ...link, id: idOf(n), downloads: 4, createdAtMs: n, expiresAtMs: null })
  }
  const batch: Batch = {
    id: 'b'.repeat(16),
    ownerId: 7,
    title: null,
    linkIds: [...links.keys()],
    createdAtMs: 0,
    expiresAtMs: null,
    revokedAtMs: null,
  }
  const state = { links, batch }
  const bot = new AdminBot({
    nameOfToken: (token) => {
      const link = verifyLinkToken([key], token)
      const pack = verifyBatchToken([key], token)
      return Promise.resolve(
        link ? { kind: 'link', id: link.linkId } : pack ? { kind: 'batch', id: pack.batchId } : null,
      )
    },
    findLink: (id) => Promise.resolve(links.get(id) ?? null),
    findBatch: (id) => Promise.resolve(id === state.batch.id ? state.batch : null),
    urlsOf: ({ id }) => ({ downloadUrl: urlOf(id), streamUrl: urlOf(id, 'stream'), watchUrl: urlOf(id, 'watch') }),
    revokeLink: (actor, id) => {
      expect(actor).toBe(`user:${ADMIN}`)
      const link = links.get(id)
      if (link?.revokedAtMs !== null) return Promise.resolve(false)
      links.set(id, { ...link, revokedAtMs: NOW_MS })
      return Promise.resolve(true)
    },
    revokeBatch: () => {
      if (state.batch.revokedAtMs !== null) return Promise.resolve(false)
      state.batch = { ...state.batch, revokedAtMs: NOW_MS }
      return Promise.resolve(true)
    },
    linksOf: (_ownerId, after, limit) => {
      const all = [...links.values()].reverse()
      const start = after === null ? 0 : all.findIndex(({ id }) => id === after) + 1
      const page = all.slice(start, start + limit)
      const last = start + limit < all.length ? page.at(-1) : undefined
      return Promise.resolve({ links: page, next: last ? { createdAtMs: last.createdAtMs, id: last.id } : null })
    },
    findPerson: () => Promise.resolve(userOf(9)),
    describeUser: () => Promise.resolve(describedUser(userOf(9))),
  })
  bot.test.nowMs = NOW_MS
  const revoked = () => [...links.values()].filter(({ revokedAtMs }) => revokedAtMs !== null).map(({ id }) => id)
  return { bot, state, revoked }
}

describe('/revoke', () => {
  it.each([
    ['its address', urlOf(idOf(2))],
    ['another address of it', urlOf(idOf(2), 'stream')],
    ['its token', tokenOf(idOf(2))],
    ['its id', idOf(2)],
    ['both addresses', `${urlOf(idOf(2))} ${urlOf(idOf(2), 'stream')}`],
  ])('ends the link that is named by %s, and says what it was', async (_, named) => {
    const { bot, revoked } = setUp()
    const { html } = await bot.say(`/revoke ${named}`)
    expect(revoked()).toEqual([idOf(2)])
    expect(html).toContain('Revoked: <b>holiday.mp4</b>, of <code>7</code>, read 4 times')
    expect((await bot.say(`/revoke ${named}`)).html).toContain('was revoked before, on 2026-11-24 10:00 UTC')
  })

  it('ends the page of several files, whatever follows its token, and leaves the links', async () => {
    const { bot, state, revoked } = setUp()
    const token = createBatchToken(key, { batchId: state.batch.id, expiresAtMs: null })
    expect((await bot.say(`/revoke https://files.example.org/b/${token}.zip`)).html).toContain('the page of 3 files')
    expect(state.batch.revokedAtMs).toBe(NOW_MS)
    expect(revoked()).toEqual([])
    expect((await bot.say(`/revoke ${state.batch.id}`)).html).toContain('was revoked before')
  })

  it('ends the link in the message that it answers, also behind words and buttons', async () => {
    const { bot, revoked } = setUp()
    bot.test.quoted.set(5, { text: `look\n${urlOf(idOf(1))}\n${urlOf(idOf(1), 'stream')}`, author: null })
    await bot.say('/revoke', { replyToId: 5, isPrivate: false })
    expect(revoked()).toEqual([idOf(1)])
  })

  it('asks first where the message has several, and then ends them all', async () => {
    const { bot, revoked } = setUp(40)
    const text = Array.from({ length: 40 }, (_, n) => urlOf(idOf(n + 1))).join('\n')
    bot.test.quoted.set(5, { text, author: null })
    const asked = await bot.say('/revoke', { replyToId: 5 })
    expect(asked.html).toContain('40 links')
    expect(revoked()).toEqual([])
    const done = await bot.press(asked, 'Revoke all 40')
    expect(revoked()).toHaveLength(40)
    expect(done?.html).toContain('… and 20 more.')
    markupOf(done!)
  })

  it.each([
    ['', {}, 'Tell me which'],
    ['', { replyToId: 6 }, 'That message is gone'],
    ['', { replyToId: 5 }, 'I see no link of mine'],
    ['hello', {}, 'hello is no link of mine'],
    [tokenOf(idOf(1), other), {}, 'is no link of mine'],
    [idOf(9), {}, `There is no link ${idOf(9)}`],
  ])('%.20s %j ends nothing and says why', async (args, options, words) => {
    const { bot, revoked } = setUp()
    bot.test.quoted.set(5, { text: 'nothing', author: null })
    expect((await bot.say(`/revoke ${args}`, options)).html).toContain(words)
    expect(revoked()).toEqual([])
  })

  it('can never be given markup by what is sent or how files are called', async () => {
    const { bot } = setUp()
    await staysText((text) => bot.say(`/revoke ${text}`))
    await staysText((text) => setUp(3, text).bot.say(`/revoke ${idOf(1)} ${idOf(2)}`))
  })
})

describe('links of one person', () => {
  it('are gone through page by page, opened, and ended', async () => {
    const { bot, revoked } = setUp(25)
    const list = await bot.press(await bot.say('/user 9'), 'Links')
    expect(buttonsOf(list!)).toEqual([...Array.from({ length: 10 }, (_, n) => `${n + 1}`), 'Next'])
    const last = await bot.press((await bot.press(list!, 'Next'))!, 'Next')
    expect(buttonsOf(last!)).toEqual(['1', '2', '3', '4', '5', 'From the start'])
    const link = await bot.press(last!, '5')
    expect(link?.html).toContain(`Id <code>${idOf(1)}</code>`)
    expect(buttonsOf(link!)).toEqual(['Download', 'Revoke', 'Who made it'])
    const ended = await bot.press(link!, 'Revoke')
    expect(revoked()).toEqual([idOf(1)])
    expect(ended?.html).toContain('Revoked on 2026-11-24 10:00 UTC')
    expect(buttonsOf(ended!)).toEqual(['Who made it'])
  })

  it('can never be given markup by names of files', async () => {
    await staysText(async (text) => {
      const { bot } = setUp(25, text)
      const list = await bot.press(await bot.say('/user 9'), 'Links')
      const link = await bot.press(list!, '1')
      markupOf(link!)
      return list!
    })
  })
})

describe('links in a text', () => {
  it('are found by address, token and id, each once', () => {
    const text = `see ${urlOf(idOf(1))}, ${urlOf(idOf(1), 'watch')} and\n${idOf(7)} ${tokenOf(idOf(2))}`
    expect(linksInText(text)).toEqual({ tokens: [tokenOf(idOf(1)), tokenOf(idOf(2))], ids: [idOf(7)] })
  })

  it('are a hundred at most', () => {
    const text = Array.from({ length: 300 }, (_, n) => tokenOf(idOf(n))).join(' ')
    expect(linksInText(text).tokens).toHaveLength(100)
  })
})
