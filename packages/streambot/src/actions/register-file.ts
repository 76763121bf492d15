/**
 * A file sent to the bot becomes a link: allowed, checked, counted, copied to the log channel, recorded. The copy comes before the
 * record, so that no link ever points nowhere; the record comes before the answer, so that no link given out is unknown.
 */
import { UNRESTRICTED, type Link, type LinkChanges } from '../core/link.js'
import { toRequestId } from '../core/request-id.js'
import { checkAccess, type AccessRefusal, type AccessRules } from '../policy/access.js'
import { checkFile, checkTrueType, type ContentRefusal } from '../policy/check-file.js'
import type { MembershipCache, SubscriptionRefusal } from '../policy/membership-cache.js'
import { toUploadRefusal, uploadWindows, type UploadRefusal, type UploadRules } from '../policy/upload-limits.js'
import type { UploadPlaces } from '../policy/upload-places.js'
import type { BanStore } from '../ports/ban-store.js'
import type { Clock } from '../ports/clock.js'
import type { FileStore } from '../ports/file-store.js'
import type { LinkStore } from '../ports/link-store.js'
import type { IncomingFile } from '../ports/log-channel.js'
import type { UserStore } from '../ports/user-store.js'
import type { WindowWish } from '../ports/window-store.js'
import type { KeyRing } from './key-ring.js'
import { linkUrls, type LinkUrls } from './link-url.js'
import { storeFile, type StoreFileDeps, type StoredCopy } from './store-file.js'

export type RegisterFileDeps = StoreFileDeps & {
  readonly clock: Clock
  readonly linkKeys: Pick<KeyRing, 'signing'>
  readonly users: Pick<UserStore, 'seen'>
  readonly bans: Pick<BanStore, 'find'>
  readonly links: Pick<LinkStore, 'add' | 'find'>
  readonly files: Pick<FileStore, 'find'>
  readonly places: Pick<UploadPlaces, 'take'>
  readonly membership: Pick<MembershipCache, 'check'>
  readonly accessRules: AccessRules
  readonly uploadRules: UploadRules | null
  readonly linkRules: LinkRules
}

export interface LinkRules {
  /** Without a trailing slash. */
  readonly baseUrl: string
  /** null: links never expire. */
  readonly expirySeconds: number | null
  /** Of this link, from its beginning; what is undefined is as usual. */
  readonly special?: LinkChanges
}

/** Why a file became no link, with all that the answer to the person needs. */
export type FileRefusal = AccessRefusal | SubscriptionRefusal | ContentRefusal | UploadRefusal

export type RegisterFileResult =
  /** `isNew`: not if it was asked for before under the same name. */
  | ({ readonly ok: true; readonly link: Link; readonly isNew: boolean } & LinkUrls)
  | { readonly ok: false; readonly refusal: FileRefusal }

/**
 * @param request names what asks for the link, such as a message in a chat: asked again, after a crash, the answer is the same link, and nothing
 * is counted twice. Two requests never have the same name.
 * @throws StreamBotError log_channel_unusable, telegram_unavailable, store_unavailable
 */
export async function registerFile(
  deps: RegisterFileDeps,
  incoming: IncomingFile,
  request: string,
  signal: AbortSignal,
): Promise<RegisterFileResult> {
  const { sender, file } = incoming
  const nowMs = deps.clock.now()
  const linkId = toRequestId(request)
  const [user, ban, known, made] = await Promise.all([
    deps.users.seen(sender, nowMs),
    deps.bans.find(sender.id),
    deps.files.find(file.telegramFileId),
    deps.links.find(linkId),
  ])
  const isAdmin = deps.accessRules.adminIds.includes(sender.id)
  const noAccess = checkAccess(deps.accessRules, user, ban, nowMs)
  if (noAccess) return { ok: false, refusal: noAccess }
  if (made) return toResult(deps, made, false)
  const refusal = (isAdmin ? null : await deps.membership.check(sender.id, signal)) ?? checkFile(deps.fileRules, file)
  if (refusal) return { ok: false, refusal }
  return withinWindows(deps, linkId, uploadWindows(deps.uploadRules, user, isAdmin), async () => {
    const copy = await storeFile(deps, incoming, known, signal)
    const lie = checkTrueType(deps.fileRules, file, copy.type)
    return lie ? { ok: false, refusal: lie } : makeLink(deps, incoming, linkId, copy)
  })
}

/**
 * Counts one in every window for as long as it takes to know; what comes to nothing is not held against the person. Asked again after a crash, or by
 * another instance at the same time, it is the same one, which the link has that was made by whichever was first.
 */
async function withinWindows(
  { places }: RegisterFileDeps,
  linkId: string,
  wishes: readonly WindowWish[],
  act: () => Promise<RegisterFileResult>,
): Promise<RegisterFileResult> {
  if (wishes.length === 0) return act()
  const place = await places.take(wishes, linkId)
  if (!place.ok) return { ok: false, refusal: toUploadRefusal(place) }
  let isMade = false
  try {
    const result = await act()
    isMade = result.ok
    return result
  } finally {
    if (!isMade) await place.giveBack()
  }
}

async function makeLink(
  deps: RegisterFileDeps,
  { sender, file }: IncomingFile,
  id: string,
  { logMessageId, type }: StoredCopy,
): Promise<RegisterFileResult> {
  const { expirySeconds, special = {} } = deps.linkRules
  // No link is recorded that could not be given out.
  void deps.linkKeys.signing
  const createdAtMs = deps.clock.now()
  const usualExpiryMs = expirySeconds === null ? null : (Math.floor(createdAtMs / 1000) + expirySeconds) * 1000
  const link: Link = {
    id,
    logMessageId,
    file: { ...file, mimeType: type.mimeType },
    ownerId: sender.id,
    createdAtMs,
    expiresAtMs: special.expiresAtMs === undefined ? usualExpiryMs : special.expiresAtMs,
    revokedAtMs: null,
    restrictions: special.restrictions ?? UNRESTRICTED,
    downloads: 0,
    lastAccessAtMs: null,
    subtitles: [],
  }
  try {
    await deps.links.add(link)
  } catch (error) {
    // Another instance may have been faster with the same request.
    const other = await deps.links.find(id)
    if (other) return toResult(deps, other, false)
    throw error
  }
  return toResult(deps, link, true)
}

function toResult({ linkKeys, linkRules }: RegisterFileDeps, link: Link, isNew: boolean): RegisterFileResult {
  return { ok: true, link, isNew, ...linkUrls({ linkKeys, baseUrl: linkRules.baseUrl }, link) }
}
