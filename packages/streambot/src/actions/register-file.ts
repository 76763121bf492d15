/**
 * A file sent to the bot becomes a link: allowed, checked, counted, copied to the log channel, recorded. The copy comes before the
 * record, so that no link ever points nowhere; the record comes before the answer, so that no link given out is unknown.
 */
import { createLinkToken } from '../core/link-token.js'
import { isRestricted, UNRESTRICTED, type Link } from '../core/link.js'
import { checkAccess, type AccessRefusal, type AccessRules } from '../policy/access.js'
import { checkFile, checkTrueType, type ContentRefusal } from '../policy/check-file.js'
import type { MembershipCache, SubscriptionRefusal } from '../policy/membership-cache.js'
import { toUploadRefusal, uploadWindows, type UploadRefusal, type UploadRules } from '../policy/upload-limits.js'
import type { UploadPlaces } from '../policy/upload-places.js'
import type { BanStore } from '../ports/ban-store.js'
import type { Clock, Randomness } from '../ports/clock.js'
import type { FileStore } from '../ports/file-store.js'
import type { LinkStore } from '../ports/link-store.js'
import type { IncomingFile } from '../ports/log-channel.js'
import type { UserStore } from '../ports/user-store.js'
import type { WindowWish } from '../ports/window-store.js'
import type { KeyRing } from './key-ring.js'
import { linkUrl } from './link-url.js'
import { storeFile, type StoreFileDeps, type StoredCopy } from './store-file.js'

export type RegisterFileDeps = StoreFileDeps & {
  readonly clock: Clock
  readonly randomness: Randomness
  readonly linkKeys: Pick<KeyRing, 'signing'>
  readonly users: Pick<UserStore, 'seen'>
  readonly bans: Pick<BanStore, 'find'>
  readonly links: Pick<LinkStore, 'add'>
  readonly files: Pick<FileStore, 'find'>
  readonly places: Pick<UploadPlaces, 'take'>
  readonly membership: Pick<MembershipCache, 'check'>
  readonly accessRules: AccessRules
  readonly uploadRules: UploadRules
  readonly linkRules: LinkRules
}

export interface LinkRules {
  /** Without a trailing slash. */
  readonly baseUrl: string
  /** null: links never expire. */
  readonly expirySeconds: number | null
}

/** Why a file became no link, with all that the answer to the person needs. */
export type FileRefusal = AccessRefusal | SubscriptionRefusal | ContentRefusal | UploadRefusal

export type RegisterFileResult =
  | { readonly ok: true; readonly link: Link; readonly downloadUrl: string; readonly streamUrl: string }
  | { readonly ok: false; readonly refusal: FileRefusal }

/** @throws StreamBotError log_channel_unusable, telegram_unavailable, store_unavailable */
export async function registerFile(
  deps: RegisterFileDeps,
  incoming: IncomingFile,
  signal: AbortSignal,
): Promise<RegisterFileResult> {
  const { sender, file } = incoming
  const nowMs = deps.clock.now()
  const [user, ban, known] = await Promise.all([
    deps.users.seen(sender, nowMs),
    deps.bans.find(sender.id),
    deps.files.find(file.telegramFileId),
  ])
  const isAdmin = deps.accessRules.adminIds.includes(sender.id)
  const refusal =
    checkAccess(deps.accessRules, user, ban, nowMs) ??
    (isAdmin ? null : await deps.membership.check(sender.id, signal)) ??
    checkFile(deps.fileRules, file)
  if (refusal) return { ok: false, refusal }
  return withinWindows(deps, uploadWindows(deps.uploadRules, user, isAdmin), async () => {
    const copy = await storeFile(deps, incoming, known, signal)
    const lie = checkTrueType(deps.fileRules, file, copy.type)
    return lie ? { ok: false, refusal: lie } : makeLink(deps, incoming, copy)
  })
}

/** Counts one in every window for as long as it takes to know; what comes to nothing is not held against the person. */
async function withinWindows(
  { places }: RegisterFileDeps,
  wishes: readonly WindowWish[],
  act: () => Promise<RegisterFileResult>,
): Promise<RegisterFileResult> {
  if (wishes.length === 0) return act()
  const place = await places.take(wishes)
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
  { clock, randomness, linkKeys, links, linkRules }: RegisterFileDeps,
  { sender, file }: IncomingFile,
  { logMessageId, type }: StoredCopy,
): Promise<RegisterFileResult> {
  const { expirySeconds, baseUrl } = linkRules
  const signingKey = linkKeys.signing
  const createdAtMs = clock.now()
  const link: Link = {
    id: Buffer.from(randomness.bytes(8)).toString('hex'),
    logMessageId,
    file: { ...file, mimeType: type.mimeType },
    ownerId: sender.id,
    createdAtMs,
    expiresAtMs: expirySeconds === null ? null : (Math.floor(createdAtMs / 1000) + expirySeconds) * 1000,
    revokedAtMs: null,
    restrictions: UNRESTRICTED,
    downloads: 0,
    lastAccessAtMs: null,
  }
  await links.add(link)
  const token = createLinkToken(signingKey, {
    linkId: link.id,
    logMessageId,
    sizeBytes: file.sizeBytes,
    expiresAtMs: link.expiresAtMs,
    isRestricted: isRestricted(link.restrictions),
  })
  return {
    ok: true,
    link,
    downloadUrl: linkUrl(baseUrl, 'dl', token, file.name),
    streamUrl: linkUrl(baseUrl, 'stream', token, file.name),
  }
}
