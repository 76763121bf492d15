/** What people do with subtitles beside their films. */
import { attachSubtitles } from '../actions/attach-subtitles.js'
import { findFilms } from '../actions/find-films.js'
import { linkUrls } from '../actions/link-url.js'
import type { RegisterFileDeps } from '../actions/register-file.js'
import { removeSubtitles } from '../actions/remove-subtitles.js'
import type { PeopleActions } from '../bot/people-actions.js'
import { toRequestId } from '../core/request-id.js'
import type { Context } from './context.js'

type SubtitleActions = Pick<PeopleActions, 'findFilms' | 'attachSubtitles' | 'findSubtitles' | 'removeSubtitles'>

/** @param register what files are registered with, by the rules of the moment */
export function subtitleActions(context: Context, baseUrl: string, register: () => RegisterFileDeps): SubtitleActions {
  const { linkKeys, stores, files, botId } = context
  const deps = { linkKeys, baseUrl, links: stores.links }
  // Messages of private chats are numbered by each bot for itself.
  const ownRequest = (request: string) => `${botId} ${request}`
  return {
    findFilms: (ownerId, { requests = [], ids = [], tokens = [] }) => {
      const requested = requests.map((request) => toRequestId(ownRequest(request)))
      return findFilms(deps, ownerId, { ids: [...requested, ...ids], tokens })
    },
    attachSubtitles: (incoming, linkId, request, signal) => {
      const attaching = { ...register(), links: stores.links, parts: files }
      return attachSubtitles(attaching, incoming, linkId, ownRequest(request), signal)
    },
    findSubtitles: (link, request) => {
      const id = toRequestId(ownRequest(request))
      const subtitles = link.subtitles.find((it) => it.id === id)
      return subtitles ? { ok: true, link, subtitles, ...linkUrls(deps, link) } : null
    },
    removeSubtitles: (actor, linkId, subtitlesId) => removeSubtitles(deps, actor, linkId, subtitlesId),
  }
}
