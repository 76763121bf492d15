/**
 * A program makes a link: of a post that the bot can see, which is copied to the log channel, or of a file that is in there already. It
 * acts for the operator, so nobody's limits count it; what files the service takes holds all the same, and no link is made for whoever is banned.
 */
import { isBanned } from '../core/ban.js'
import type { MediaFile } from '../core/media-file.js'
import { parsePostAddress } from '../core/post-address.js'
import type { IncomingFile } from '../ports/log-channel.js'
import type { PostReader } from '../ports/post-reader.js'
import type { UserStore } from '../ports/user-store.js'
import { audit, type Actor, type AuditDeps } from './audit.js'
import { findOwner } from './find-owner.js'
import { isAsWished, readLinkWish, type LinkWish, type LinkWishDeps, type LinkWishRefusal } from './link-wish.js'
import { registerFile, type FileRefusal, type RegisterFileDeps, type RegisterFileResult } from './register-file.js'
import type { RequestTurns } from './request-turns.js'

export type LinkFromMessageDeps = Omit<RegisterFileDeps, 'users'> &
  AuditDeps &
  LinkWishDeps & {
    readonly users: Pick<UserStore, 'find'>
    readonly posts: PostReader
    readonly turns: Pick<RequestTurns, 'take'>
    readonly verifyPassword: (passwordHash: string, password: string) => Promise<boolean>
    /** Marked: -100… */
    readonly logChannelId: number
    /** null: no such message, or it holds no file. @throws StreamBotError telegram_unavailable */
    readonly locate: (logMessageId: number, signal: AbortSignal) => Promise<MediaFile | null>
  }

export interface LinkFromMessageWish extends LinkWish {
  /** A link to a post, or the id of a message in the log channel. */
  readonly source: { readonly post: string } | { readonly logMessageId: number }
  /** null: the first admin. */
  readonly ownerId: number | null
}

export type MessageRefusal = {
  readonly reason:
    | 'no_address' // the text is no link to a post
    | 'out_of_sight' // the bot sees no such chat
    | 'gone' // there is no such message
    | 'protected' // nobody may copy it
    | 'no_file'
    | 'no_owner' // nobody is named, and there is no admin
    | 'owner_banned'
    | 'other_file' // what was asked for under this name before was another file
    | 'other_rules' // … had other rules, or has them by now
}

export type LinkFromMessageResult =
  | Extract<RegisterFileResult, { ok: true }>
  | { readonly ok: false; readonly refusal: MessageRefusal | LinkWishRefusal | FileRefusal }

/**
 * @param request as of `registerFile`; asked again while the first still runs, it waits
 * @throws StreamBotError log_channel_unusable, telegram_unavailable, store_unavailable
 */
export async function linkFromMessage(
  deps: LinkFromMessageDeps,
  actor: Actor,
  wish: LinkFromMessageWish,
  request: string,
  signal: AbortSignal,
): Promise<LinkFromMessageResult> {
  return deps.turns.take(request, () => findOrMake(deps, actor, wish, request, signal), signal)
}

async function findOrMake(
  deps: LinkFromMessageDeps,
  actor: Actor,
  wish: LinkFromMessageWish,
  request: string,
  signal: AbortSignal,
): Promise<LinkFromMessageResult> {
  const ownerId = wish.ownerId ?? deps.accessRules.adminIds[0]
  if (ownerId === undefined) return refused('no_owner')
  const [owner, ban] = await Promise.all([findOwner(deps.users, ownerId), deps.bans.find(ownerId)])
  if (isBanned(ban, deps.clock.now())) return refused('owner_banned')
  const read = await readLinkWish(deps, wish)
  if (!read.ok) return read
  const found = await find(deps, wish.source, signal)
  if ('reason' in found) return { ok: false, refusal: found }
  const { accessRules, linkRules } = deps
  const special = {
    ...deps,
    ...(found.copy === null ? {} : { logChannel: { copy: () => Promise.resolve(found.copy ?? 0) } }),
    // Nobody was seen writing to the bot.
    users: { seen: () => Promise.resolve(owner) },
    accessRules: { ...accessRules, adminIds: [...accessRules.adminIds, ownerId] },
    linkRules: { ...linkRules, special: read.changes },
  }
  const result = await registerFile(special, { ...found.incoming, sender: owner }, request, signal)
  if (!result.ok) return result
  const { link, isNew } = result
  if (link.file.telegramFileId !== found.incoming.file.telegramFileId) return refused('other_file')
  const isOwner = link.ownerId === (wish.ownerId ?? link.ownerId)
  if (!isNew && !(isOwner && (await isAsWished(deps, link, wish, read.changes)))) return refused('other_rules')
  if (isNew) await audit(deps, { actor, action: 'link.create', target: link.id, details: { ownerId, ...wish.source } })
  return result
}

interface Found {
  readonly incoming: Omit<IncomingFile, 'sender'>
  /** Where it is in the log channel already; null: it is not known to be. */
  readonly copy: number | null
}

async function find(
  { locate, logChannelId, posts }: LinkFromMessageDeps,
  source: LinkFromMessageWish['source'],
  signal: AbortSignal,
): Promise<Found | MessageRefusal> {
  if ('logMessageId' in source) {
    const { logMessageId: messageId } = source
    const file = await locate(messageId, signal)
    return file ? { incoming: { chatId: logChannelId, messageId, file }, copy: messageId } : { reason: 'no_file' }
  }
  const address = parsePostAddress(source.post)
  if (!address) return { reason: 'no_address' }
  const reading = await posts.read(address, signal)
  if (reading.kind !== 'found') return { reason: reading.kind }
  const { chatId, messageId, file } = reading.message
  if (!file) return { reason: 'no_file' }
  return { incoming: { chatId, messageId, file }, copy: chatId === logChannelId ? messageId : null }
}

function refused(reason: MessageRefusal['reason']): LinkFromMessageResult {
  return { ok: false, refusal: { reason } }
}
