/**
 * Each command and each button of admins, with what it leaves in the audit log. A new one has to say here what it writes down, or why nothing;
 * e2e/src/28.audit.e2e.ts looks at what is written.
 */
import { expect, it } from 'vitest'
import { COMMANDS } from './commands/commands.js'
import { PRESSES } from './presses/presses.js'

const NUMBERS = 'shows numbers of the service'
const ASKS = 'asks first, or shows what is to be chosen'

const COMMANDS_OF_ADMINS: Readonly<Record<string, string>> = {
  dashboard: 'makes a way in, whose use is dashboard.login',
  doctor: NUMBERS,
  clients: NUMBERS,
  memory: NUMBERS,
  logs: 'shows the log, which names people by numbers alone',
  streams: 'streams.look',
  settings: 'settings.set settings.reset',
  users: 'users.look',
  user: 'user.look',
  ban: 'user.ban',
  unban: 'user.unban',
  authorize: 'user.authorize user.limits',
  deauthorize: 'user.deauthorize',
  revoke: 'link.revoke batch.revoke',
  broadcast: ASKS,
  token: 'token.create',
}

const PRESSES_OF_ADMINS: Readonly<Record<string, string>> = {
  'stats.refresh': NUMBERS,
  'memory.refresh': NUMBERS,
  'clients.page': NUMBERS,
  'streams.page': 'streams.look',
  stop: 'stream.stop',
  'doctor.again': NUMBERS,
  'setting.show': ASKS,
  'setting.set': 'settings.set',
  'setting.default': 'settings.reset',
  users: 'users.look',
  'user.show': 'user.look',
  'user.ban': 'user.ban',
  'user.unban': 'user.unban',
  'user.authorize': 'user.authorize',
  'user.deauthorize': 'user.deauthorize',
  'user.links': 'links.look',
  'links.page': 'links.look',
  'link.about': 'link.look',
  'link.cut': 'link.revoke',
  'links.revoke': 'link.revoke batch.revoke',
  'broadcast.start': 'broadcast.start',
  'broadcast.drop': 'nothing was started',
  'broadcast.cancel': 'broadcast.cancel',
  'token.page': 'shows what may be shown of tokens',
  'token.revoke': 'token.revoke',
  'token.hide': 'takes a message out of the chat',
}

const ofAdmins = (all: readonly { readonly name: string; readonly audience: string }[]) =>
  all.filter(({ audience }) => audience === 'admins').map(({ name }) => name)

it('each command of admins is known to the table', () => {
  expect(ofAdmins(COMMANDS).sort()).toEqual(Object.keys(COMMANDS_OF_ADMINS).sort())
})

it('each button of admins is known to the table', () => {
  expect(ofAdmins(PRESSES).sort()).toEqual(Object.keys(PRESSES_OF_ADMINS).sort())
})
