/** A button has room for 51 bytes of action and arguments: the longest that each action ever carries has to fit. */
import { describe, expect, it } from 'vitest'
import { EXPIRY_CHOICES } from '../../actions/change-own-link.js'
import { SETTING_NAMES, kindOf } from '../../policy/setting-table.js'
import { AS_TELEGRAM } from '../choose-language.js'
import { ListViews } from '../list-views.js'
import { signPress } from '../press-data.js'
import { LANGUAGES } from '../texts/texts.js'
import { PRESSES } from './presses.js'

const key = { id: 255, secret: new Uint8Array(32), createdAtMs: 0 }
/** Telegram's ids have 52 bits at most (core.telegram.org/api/bots/ids). */
const PERSON = `${2 ** 52 - 1}`
const MESSAGE = `${2 ** 31 - 1}`
/** Of links, batches, tokens and broadcasts: 8 bytes in hex. */
const ID = 'f'.repeat(16)
/** More than any list has; `list-views.ts` reads no more digits. */
const PAGE = '999'
const LIST = new ListViews().toWord({ page: 999, search: 'x'.repeat(100) })
/** As `people-list.ts` carries it: 20 bytes in Base64. */
const SEARCH = Buffer.alloc(20).toString('base64url')

const longest = (words: readonly string[]) => [...words].sort((one, other) => other.length - one.length)[0] ?? ''
const setting = longest(SETTING_NAMES)
const ofChoice = SETTING_NAMES.flatMap((name) => {
  const { takes } = kindOf(name)
  const choices = takes.kind === 'flag' ? ['on', 'off'] : takes.kind === 'choice' ? takes.choices : []
  return choices.map((choice) => `${name} ${choice}`)
})

const ARGUMENTS: Readonly<Record<string, readonly string[]>> = {
  'files.page': [LIST],
  'link.open': [ID, LIST],
  'link.revoke': [ID, LIST],
  'link.revoke.yes': [ID, LIST],
  'link.expiry': [ID, LIST],
  'link.for': [ID, longest(EXPIRY_CHOICES), LIST],
  'link.max': [ID, LIST],
  'link.max.set': [ID, '100', LIST],
  'link.password': [ID, LIST],
  'link.password.new': [ID, LIST],
  'link.password.off': [ID, LIST],
  'webdav.new': [],
  'webdav.show': [],
  'webdav.revoke': [ID],
  'subtitles.list': [ID, LIST],
  'subtitles.off': [ID, ID],
  'file.again': [MESSAGE],
  'files.again': [MESSAGE],
  lang: [longest([...LANGUAGES, AS_TELEGRAM])],
  'stats.refresh': [],
  'memory.refresh': [],
  'clients.page': [PAGE],
  'streams.page': ['999999'],
  stop: ['00000000-0000-4000-8000-000000000000', '999999'],
  'doctor.again': [],
  'setting.show': [setting],
  'setting.set': longest(ofChoice).split(' '),
  'setting.default': [setting],
  users: [PERSON, SEARCH],
  'user.show': [PERSON],
  'user.ban': [PERSON],
  'user.unban': [PERSON],
  'user.authorize': [PERSON],
  'user.deauthorize': [PERSON],
  'user.links': [PERSON],
  'links.page': [PERSON, ID],
  'link.about': [ID],
  'link.cut': [ID],
  'links.revoke': [MESSAGE],
  'broadcast.start': [MESSAGE],
  'broadcast.drop': [],
  'broadcast.cancel': [ID],
  'token.page': [PAGE],
  'token.revoke': [ID, PAGE],
  'token.hide': [ID],
}

describe('the button', () => {
  it.each(PRESSES.map(({ name }) => name))('%s has room for all that it carries', (name) => {
    const args = ARGUMENTS[name]
    if (!args) throw new Error(`What ${name} carries has to be added here`)
    const data = signPress({ signing: key, key: () => key }, Number(PERSON), { name, args })
    expect(data.length).toBeLessThanOrEqual(64)
  })
})
