/** What everybody does through the bot. */
import { changeOwnLink, expiryChoices } from '../actions/change-own-link.js'
import { findOwnLink } from '../actions/find-own-link.js'
import { listOwnLinks } from '../actions/list-own-links.js'
import { personalLimits } from '../actions/personal-limits.js'
import type { RegisterFileDeps } from '../actions/register-file.js'
import { registerPost } from '../actions/register-post.js'
import { revokeOwnLink } from '../actions/revoke-own-link.js'
import type { PeopleActions } from '../bot/people-actions.js'
import type { Config } from '../config/config.js'
import { version } from '../version.js'
import { auditingOf } from './auditing.js'
import type { Context } from './context.js'
import type { Operations } from './operations.js'
import { subtitleActions } from './subtitle-actions.js'
import { webdavActions } from './own-files.js'

/**
 * @param baseUrl what links begin with
 * @param register what files are registered with, by the rules of the moment
 */
export function peopleActions(
  config: Pick<Config, 'features'>,
  context: Context,
  operations: Operations,
  baseUrl: string,
  register: () => RegisterFileDeps,
): PeopleActions {
  const { linkKeys, stores, settings, gatekeepers } = context
  const { links, users, bans } = stores
  const deps = {
    ...auditingOf(context),
    linkKeys,
    baseUrl,
    links,
    users,
    bans,
    guard: gatekeepers.guard,
    hashPassword: operations.hashPassword,
    expirySeconds: () => settings.current.linkRules.expirySeconds,
    rules: () => settings.current,
  }
  return {
    version,
    limitsOf: (userId) => personalLimits(deps, userId),
    statsOf: operations.userStats,
    listLinks: (question) => listOwnLinks(deps, question),
    findLink: async (actor, linkId) => {
      const found = await findOwnLink(deps, actor, linkId)
      const isOwn = found?.link.ownerId === actor.userId
      if (found && !isOwn) await operations.looked(`user:${actor.userId}`, 'link.look', linkId)
      return found
    },
    expiryChoices: (isAdmin) => expiryChoices(deps.expirySeconds(), isAdmin),
    changeLink: (actor, linkId, wish) => changeOwnLink(deps, actor, linkId, wish),
    revokeLink: (actor, linkId) => revokeOwnLink(deps, actor, linkId),
    ...subtitleActions(context, baseUrl, register),
    isForPosts: (channelId) => settings.current.hasChannelPostButtons && channelId !== context.logChannelId,
    registerPost: (post, signal) => registerPost({ ...register(), users }, post, signal),
    webdav: webdavActions(config, context, baseUrl),
  }
}
