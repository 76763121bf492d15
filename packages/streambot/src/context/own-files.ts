/** People's own files: for their programs, and for the chat in which they make the passwords of these. */
import { createAppPassword, listAppPasswords, revokeAppPassword } from '../actions/app-passwords.js'
import { letOwnerIn } from '../actions/let-owner-in.js'
import { linkUrls } from '../actions/link-url.js'
import { openOwnFile } from '../actions/open-own-file.js'
import { OwnFolders } from '../actions/own-folders.js'
import { OwnerGuard } from '../actions/owner-guard.js'
import type { PeopleActions } from '../bot/people-actions.js'
import type { Config } from '../config/config.js'
import { logRulesTrouble } from '../events.js'
import type { HttpDeps } from '../http/http-deps.js'
import type { Context } from './context.js'

/** undefined where it is switched off. */
export function createDavDoor({ features }: Pick<Config, 'features'>, context: Context): HttpDeps['dav'] {
  if (!features.webdav) return undefined
  const { clock, linkKeys, loggers, settings, stores, gatekeepers, streaming } = context
  const { accesses, quota, wrongTokens } = gatekeepers
  const { bans, links, users, appPasswords: passwords } = stores
  const onTrouble = (error: unknown) => logRulesTrouble(loggers.store, { subject: 'the use of an app password' }, error)
  const asking = { clock, bans, users, passwords, wrongTokens, rules: () => settings.current, onTrouble }
  const guard = new OwnerGuard(asking)
  return {
    letIn: (visit) => letOwnerIn(asking, visit),
    folders: new OwnFolders({ clock, links }),
    open: (link, reader) => openOwnFile({ accesses, quota, reading: streaming.reading }, link, reader),
    watch: (owner, end) => guard.watch(owner, end),
    urlsOf: (link, baseUrl) => linkUrls({ linkKeys, baseUrl }, link),
  }
}

/** @param baseUrl what links begin with */
export function webdavActions(
  { features }: Pick<Config, 'features'>,
  { clock, randomness, stores }: Context,
  baseUrl: string,
): PeopleActions['webdav'] {
  if (!features.webdav) return null
  const deps = { clock, randomness, passwords: stores.appPasswords }
  return {
    url: `${baseUrl}/dav/`,
    create: (userId, wish) => createAppPassword(deps, userId, wish),
    list: (userId) => listAppPasswords(deps, userId),
    revoke: (userId, passwordId) => revokeAppPassword(deps, userId, passwordId),
  }
}
