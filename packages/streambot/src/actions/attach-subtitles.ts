/**
 * A file of subtitles is put beside a film: allowed, counted, copied to the log channel, looked at, recorded with the link. As with files, the copy
 * comes before the record and the record before the answer; what comes again after a crash is recorded once.
 */
import { isOver } from '../core/is-over.js'
import type { Link } from '../core/link.js'
import { toRequestId } from '../core/request-id.js'
import { languageOf, MAX_SUBTITLES, MAX_SUBTITLES_BYTES, type Subtitles } from '../core/subtitles.js'
import { checkAccess } from '../policy/access.js'
import { checkFile } from '../policy/check-file.js'
import { isSubtitles } from '../policy/check-subtitles.js'
import { toUploadRefusal, uploadWindows, type UploadRules } from '../policy/upload-limits.js'
import type { FileSource } from '../ports/file-source.js'
import type { LinkStore } from '../ports/link-store.js'
import type { IncomingFile } from '../ports/log-channel.js'
import { linkUrls, type LinkUrls } from './link-url.js'
import { readWholeFile } from './read-whole-file.js'
import type { FileRefusal, RegisterFileDeps } from './register-file.js'
import { storeFile } from './store-file.js'

export type AttachSubtitlesDeps = Omit<RegisterFileDeps, 'links'> & {
  readonly links: Pick<LinkStore, 'find' | 'addSubtitles'>
  readonly parts: Pick<FileSource, 'readPart'>
}

export type SubtitlesRefusal =
  | FileRefusal
  /** It was revoked, or has expired; or there is none for this person. */
  | { readonly reason: 'film_over' }
  | { readonly reason: 'no_subtitles' }
  | { readonly reason: 'subtitles_too_large'; readonly maxBytes: number }
  | { readonly reason: 'too_many_subtitles'; readonly max: number }

export type AttachSubtitlesResult =
  | ({ readonly ok: true; readonly link: Link; readonly subtitles: Subtitles } & LinkUrls)
  | { readonly ok: false; readonly refusal: SubtitlesRefusal }

/**
 * @param request as of `registerFile`: asked again they are the same subtitles
 * @throws StreamBotError log_channel_unusable, telegram_unavailable, store_unavailable, file_gone
 */
export async function attachSubtitles(
  deps: AttachSubtitlesDeps,
  incoming: IncomingFile,
  linkId: string,
  request: string,
  signal: AbortSignal,
): Promise<AttachSubtitlesResult> {
  const { sender, file } = incoming
  const nowMs = deps.clock.now()
  const [user, ban, link, known] = await Promise.all([
    deps.users.seen(sender, nowMs),
    deps.bans.find(sender.id),
    deps.links.find(linkId),
    deps.files.find(file.telegramFileId),
  ])
  const refuse = (refusal: SubtitlesRefusal) => ({ ok: false, refusal }) as const
  const noAccess = checkAccess(deps.accessRules, user, ban, nowMs)
  if (noAccess) return refuse(noAccess)
  if (link?.ownerId !== sender.id || isOverFor(link, nowMs)) return refuse({ reason: 'film_over' })
  const id = toRequestId(request)
  const made = link.subtitles.find((it) => it.id === id)
  if (made) return { ok: true, link, subtitles: made, ...urlsOf(deps, link) }
  if (link.subtitles.length >= MAX_SUBTITLES) return refuse({ reason: 'too_many_subtitles', max: MAX_SUBTITLES })
  if (file.sizeBytes > MAX_SUBTITLES_BYTES) {
    return refuse({ reason: 'subtitles_too_large', maxBytes: MAX_SUBTITLES_BYTES })
  }
  const isAdmin = deps.accessRules.adminIds.includes(sender.id)
  const refusal = (isAdmin ? null : await deps.membership.check(sender.id, signal)) ?? checkFile(deps.fileRules, file)
  if (refusal) return refuse(refusal)
  const place = await deps.places.take(
    uploadWindows(withoutLinks(deps.uploadRules), { ...user, linksPerDay: null }, isAdmin),
  )
  if (!place.ok) return refuse(toUploadRefusal(place))
  let isSpent = false
  try {
    const { logMessageId } = await storeFile(deps, incoming, known, signal)
    const { telegramFileId, sizeBytes, name } = file
    const copy = { logMessageId, telegramFileId, sizeBytes }
    if (!isSubtitles(await readWholeFile(deps.parts, copy, signal))) {
      // The log channel has it: who sends junk sends no more of it than files.
      isSpent = true
      return refuse({ reason: 'no_subtitles' })
    }
    const subtitles = { id, name, language: languageOf(name), ...copy }
    const answer = await deps.links.addSubtitles(linkId, subtitles, MAX_SUBTITLES)
    isSpent = answer === 'added'
    if (answer === 'full') return refuse({ reason: 'too_many_subtitles', max: MAX_SUBTITLES })
    const now = await deps.links.find(linkId)
    if (!now) return refuse({ reason: 'film_over' })
    return { ok: true, link: now, subtitles, ...urlsOf(deps, now) }
  } finally {
    if (!isSpent) await place.giveBack()
  }
}

function isOverFor({ revokedAtMs, expiresAtMs }: Link, nowMs: number): boolean {
  return revokedAtMs !== null || isOver(expiresAtMs, nowMs)
}

/** They are sent like files, and are no links. */
function withoutLinks(rules: UploadRules | null): UploadRules | null {
  return rules && { ...rules, linksPerDay: null, authorizedLinksPerDay: null }
}

function urlsOf({ linkKeys, linkRules }: Pick<AttachSubtitlesDeps, 'linkKeys' | 'linkRules'>, link: Link): LinkUrls {
  return linkUrls({ linkKeys, baseUrl: linkRules.baseUrl }, link)
}
