/** Every command by its name. A new one is added here. */
import type { BotCommand } from '../../ports/messenger.js'
import type { Texts } from '../texts/texts.js'
import type { Command } from './command.js'
import { authorize } from './authorize.js'
import { ban } from './ban.js'
import { broadcast } from './broadcast.js'
import { clients } from './clients.js'
import { dashboard } from './dashboard.js'
import { deauthorize } from './deauthorize.js'
import { doctor } from './doctor.js'
import { files } from './files.js'
import { help } from './help.js'
import { info } from './info.js'
import { lang } from './lang.js'
import { link } from './link.js'
import { logs } from './logs.js'
import { memory } from './memory.js'
import { ping } from './ping.js'
import { revoke } from './revoke.js'
import { settings } from './settings.js'
import { start } from './start.js'
import { stats } from './stats.js'
import { streams } from './streams.js'
import { token } from './token.js'
import { unban } from './unban.js'
import { user } from './user.js'
import { users } from './users.js'
import { webdav } from './webdav.js'

const OF_EVERYBODY: readonly Command[] = [start, help, files, stats, info, lang, link, webdav, ping]

const OF_ADMINS: readonly Command[] = [
  dashboard,
  doctor,
  clients,
  streams,
  memory,
  logs,
  settings,
  users,
  user,
  ban,
  unban,
  authorize,
  deauthorize,
  revoke,
  broadcast,
  token,
]

export const COMMANDS: readonly Command[] = [...OF_EVERYBODY, ...OF_ADMINS]

const BY_NAME: ReadonlyMap<string, Command> = new Map(COMMANDS.map((command) => [command.name, command]))

/** null: there is no such command for this person here. */
export function findCommand(name: string, isAdmin: boolean, isPrivate: boolean): Command | null {
  const command = BY_NAME.get(name.toLowerCase())
  if (!command || (command.audience === 'admins' && !isAdmin)) return null
  return command.place === 'anywhere' || (command.place === 'private') === isPrivate ? command : null
}

/** As everybody is shown them in groups. */
export function commandsForGroups(texts: Texts): BotCommand[] {
  return COMMANDS.flatMap(({ name, audience, place, describe }) =>
    describe && audience === 'everybody' && place !== 'private' ? [{ name, description: describe(texts) }] : [],
  )
}

/** As people are shown them in a private chat. */
export function commandsFor(isAdmin: boolean, texts: Texts): BotCommand[] {
  return COMMANDS.flatMap(({ name, audience, place, describe }) =>
    describe && (isAdmin || audience === 'everybody') && place !== 'groups'
      ? [{ name, description: describe(texts) }]
      : [],
  )
}
