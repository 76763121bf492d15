import { describe, expect, it } from 'vitest'
import {
  createAppPassword,
  listAppPasswords,
  revokeAppPassword,
  verifyAppPassword,
} from '../../actions/app-passwords.js'
import type { Reply } from '../../ports/messenger.js'
import { openMemoryStores } from '../../stores/memory/open-memory-stores.js'
import { buttonsOf } from '../admin-bot.fixture.js'
import { markupOf, staysText } from '../reply.contract.js'
import { message, press, pressOf, TestBot } from '../test-bot.fixture.js'

const NOW_MS = Date.UTC(2026, 10, 24, 10, 15)
const ADA = 7
const GERDA = 8

function setUp() {
  const { appPasswords: passwords } = openMemoryStores()
  let state = 1
  const draw = () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) >>> 24
  const deps = {
    clock: { now: () => NOW_MS },
    randomness: { bytes: (length: number) => Uint8Array.from({ length }, draw) },
    passwords,
    onTrouble: () => {},
  }
  const bot = new TestBot(undefined, {
    people: {
      webdav: {
        url: 'https://example.org/dav/',
        create: (userId, wish) => createAppPassword(deps, userId, wish),
        list: (userId) => listAppPasswords(deps, userId),
        revoke: (userId, id) => revokeAppPassword(deps, userId, id),
      },
    },
  })
  bot.nowMs = NOW_MS
  const say = async (text: string, options: Parameters<typeof message>[0] = {}): Promise<Reply> => {
    await bot.receive(message({ text, ...options }))
    return bot.sent.at(-1)!.reply
  }
  const click = async (reply: Reply, text: string): Promise<Reply> => {
    await bot.receive(press(reply, text))
    return bot.edits.at(-1)!.reply
  }
  const opens = async (secret: string, userId = ADA) => (await verifyAppPassword(deps, userId, secret)) !== null
  return { bot, passwords, say, click, opens }
}

const secretIn = ({ html }: Reply) => /(?:[a-z2-9]{6}-){3}[a-z2-9]{6}/.exec(html)?.[0] ?? ''

describe('/webdav', () => {
  it('makes a password that works and shows it once, hides it when it is copied, and revokes it from the list', async () => {
    const { bot, say, click, opens } = setUp()
    const empty = await say('/webdav')
    expect(empty.html).toContain('Address: <code>https://example.org/dav/</code>\nUser name: <code>7</code>')
    expect(empty.html).toContain('There is no password yet')
    const made = await click(empty, 'New password')
    const secret = secretIn(made)
    expect(await opens(secret)).toBe(true)
    expect(made.html).toContain('<b>Password 1</b> is made')
    expect(made.buttons?.flat()).toContainEqual({ text: 'Copy the password', copies: secret })
    const hidden = await click(made, 'I have it, hide it')
    expect(JSON.stringify([hidden])).not.toContain(secret)
    expect(hidden.html).toContain('1. <b>Password 1</b> · made 2026-11-24 10:15 UTC · last used 2026-11-24 10:15 UTC')
    const left = await click(hidden, 'Revoke 1')
    expect(bot.pressAnswers.at(-1)).toBe('It opens nothing any more.')
    expect(await opens(secret)).toBe(false)
    expect(left.html).toContain('There is no password yet')
    await click(hidden, 'Revoke 1')
    expect(bot.pressAnswers.at(-1)).toContain('no such password any more')
  })

  it('takes a name of several words and an end', async () => {
    const { say, passwords } = setUp()
    const { html } = await say('/webdav living room TV 90d')
    expect(html).toContain('<b>living room TV</b> is made')
    expect(html).toContain('It works until 2027-02-22 10:15 UTC')
    await say('/webdav 90d')
    const [first, second] = (await passwords.ofUser(ADA)).map(({ name, expiresAtMs }) => [name, expiresAtMs]).sort()
    expect([first, second]).toEqual([
      ['90d', null],
      ['living room TV', NOW_MS + 90 * 86_400_000],
    ])
  })

  it('makes ten and no more, numbered, with a button for each', async () => {
    const { say, click } = setUp()
    for (let n = 1; n <= 10; n++)
      expect((await click(await say('/webdav'), 'New password')).html).toContain(`<b>Password ${n}</b>`)
    const list = await say('/webdav')
    markupOf(list)
    expect(buttonsOf(list).filter((text) => text.startsWith('Revoke'))).toHaveLength(10)
    expect((await click(list, 'New password')).html).toContain('You have 10 passwords')
  })

  it.each([
    ['x'.repeat(65), 'A name has 1 to 64 letters'],
    ['Kodi 0d', 'That moment has passed'],
  ])('%.20s makes none and says why', async (args, words) => {
    const { say, passwords } = setUp()
    expect((await say(`/webdav ${args}`)).html).toContain(words)
    expect(await passwords.ofUser(ADA)).toEqual([])
  })

  it('shows and revokes what is one’s own, whatever id somebody sends', async () => {
    const { bot, say, opens, passwords } = setUp()
    const secret = secretIn(await say('/webdav bedroom'))
    expect((await say('/webdav', { userId: GERDA })).html).not.toContain('bedroom')
    const [bedroom] = await passwords.ofUser(ADA)
    await bot.receive(pressOf(['webdav.revoke', bedroom!.id], GERDA))
    expect(bot.pressAnswers.at(-1)).toContain('no such password')
    expect(await opens(secret)).toBe(true)
    expect(await opens(secret, GERDA)).toBe(false)
  })

  it('can never be given markup by names', async () => {
    const { say, passwords } = setUp()
    await staysText(async (text) => {
      for (const { id } of await passwords.ofUser(ADA)) await passwords.remove(ADA, id)
      await say(`/webdav ${text.replaceAll(/\s/g, '').slice(0, 40)}`)
      return say('/webdav')
    })
  })

  it('speaks German, and says where it is switched off', async () => {
    const { say } = setUp()
    expect((await say('/webdav Kodi', { languageCode: 'de' })).html).toContain('Kopier es jetzt, ich behalte es nicht')
    const bot = new TestBot(undefined, { people: { webdav: null } })
    await bot.receive(message({ text: '/webdav' }))
    expect(bot.texts).toEqual(['WebDAV is switched off here.'])
  })
})
