/**
 * How records lie in collections. A record's identity is its `_id`, so finding it needs no index of its own and two of them cannot be;
 * fields besides those of the record serve queries and are marked so.
 */
import { randomUUID } from 'node:crypto'
import type { ApiToken } from '../../core/api-token.js'
import type { AppPassword } from '../../core/app-password.js'
import type { AuditEntry } from '../../core/audit-entry.js'
import type { Ban } from '../../core/ban.js'
import type { Batch } from '../../core/batch.js'
import type { BotLease, UpdatePlace } from '../../core/bot-lease.js'
import type { Broadcast } from '../../core/broadcast.js'
import type { Link, LinkKey } from '../../core/link.js'
import type { Month } from '../../core/month.js'
import type { Setting } from '../../core/setting.js'
import type { NamedMoments } from '../../core/sliding-window.js'
import type { StoredFile } from '../../core/stored-file.js'
import type { User } from '../../core/user.js'
import type { IntendedAnswer } from '../../ports/answer-journal.js'

/** A record whose `Key` is its `_id`. */
type Identified<Value, Key extends keyof Value> = Omit<Value, Key> & { readonly _id: Value[Key] }

export type BanDocument = Identified<Ban, 'userId'>
export type ApiTokenDocument = Identified<ApiToken, 'id'>
export interface AppPasswordDocument extends Identified<AppPassword, 'id'> {
  /** `777000/3`: one of a person's few, and never two in one, which bounds how many they have. Absent in those that were restored. */
  readonly place?: string
}
export type BroadcastDocument = Identified<Broadcast, 'id'>
export type BatchDocument = Identified<Batch, 'id'>
/** Without a CRC-32 where it was stored before those were learned. */
export type FileDocument = Omit<StoredFile, 'crc32'> & { readonly _id: string; readonly crc32?: number | null }
/** JSON is kept as text: names in it may be what MongoDB takes for operators. */
export type SettingDocument = Omit<Setting, 'name' | 'value'> & { readonly _id: string; readonly json: string }
export type AuditDocument = Omit<AuditEntry, 'id' | 'details'> & { readonly _id: string; readonly json: string }
export type BotLeaseDocument = Identified<BotLease, 'botId'>
/** Identified by bot and key together. */
export interface UpdatePlaceDocument {
  readonly _id: string
  readonly botId: number
  readonly value: Uint8Array
  /** Of the lease under which it was written. */
  readonly epoch: number
}
/** Identified by its name and chat together. */
export type IntendedAnswerDocument = IntendedAnswer & { readonly _id: string }

export interface LinkDocument extends Omit<Identified<Link, 'id'>, 'subtitles'> {
  /** Absent: none, as in all that were made before there were any. */
  readonly subtitles?: Link['subtitles']
  /** Whom `consumeDownload` counted: in the same document, so that counting one is one step. */
  readonly readers: readonly string[]
  /** Whose reports are in `downloads`, and up to which, by slots (mongo-link-store.ts). Absent: nobody's. */
  readonly reports?: Readonly<Record<string, { readonly reporter: string; readonly sequence: number }>>
}

export interface UserDocument extends Identified<User, 'id'> {
  /** In lower case, to be found by. */
  readonly usernameKey: string | null
}

export interface BandwidthDocument {
  /** `2026-11/7`, or `2026-11/service` for the whole service. Sorts by month. */
  readonly _id: string
  readonly month: Month
  /** null: of the whole service. */
  readonly userId: number | null
  readonly bytes: number
  /** Whose reports are in `bytes`, and up to which. */
  readonly reporters: Readonly<Record<string, { readonly sequence: number; readonly atMs: number }>>
}

export interface WindowDocument {
  /** The key. */
  readonly _id: string
  readonly windowMs: number
  /** Ascending. */
  readonly moments: readonly number[]
  /** Absent: of none it is known what it was for. */
  readonly named?: NamedMoments
  /** When the last one has left. */
  readonly emptyAtMs: number
  /** Another after every change, and never the same again: what compare-and-set compares. */
  readonly version: string
}

/** All keys in one document, so that adding the first and keeping the last are one step each. There are at most 256. */
export interface KeyRingDocument {
  readonly _id: 'keys'
  readonly keys: readonly LinkKey[]
  /** As in a window. */
  readonly version: string
}

export function newVersion(): string {
  return randomUUID()
}

export function toLinkDocument({ id, ...link }: Link): LinkDocument {
  return { _id: id, ...link, readers: [] }
}

export function toLink({
  _id,
  readers: _readers,
  reports: _reports,
  subtitles = [],
  ...link
}: Omit<LinkDocument, 'readers'> & { readers?: unknown }): Link {
  return { id: _id, ...link, subtitles }
}

export function toFileDocument(file: StoredFile): FileDocument {
  return { _id: file.file.telegramFileId, ...file }
}

export function toFile({ _id, crc32 = null, ...file }: FileDocument): StoredFile {
  return { ...file, crc32 }
}

export function toUserDocument({ id, ...user }: User): UserDocument {
  return { _id: id, ...user, usernameKey: toUsernameKey(user.username) }
}

/** A field that is missing means null to MongoDB's queries, and not every server that speaks its language stores one. */
export function toUser(document: UserDocument): User {
  return {
    id: document._id,
    firstName: document.firstName,
    username: document.username ?? null,
    languageCode: document.languageCode ?? null,
    firstSeenAtMs: document.firstSeenAtMs,
    lastSeenAtMs: document.lastSeenAtMs,
    isAuthorized: document.isAuthorized,
    linksPerDay: document.linksPerDay ?? null,
    bandwidthBytesPerMonth: document.bandwidthBytesPerMonth ?? null,
    chosenLanguage: document.chosenLanguage ?? null,
    unreachableSinceMs: document.unreachableSinceMs ?? null,
  }
}

/** Telegram's names consist of ASCII letters, digits and underscores. */
export function toUsernameKey(username: string | null): string | null {
  return username?.toLowerCase() ?? null
}

export function toBandwidthId(month: Month, userId: number | null): string {
  return `${month}/${userId ?? 'service'}`
}

export function toWindowDocument(
  key: string,
  windowMs: number,
  moments: readonly number[],
  named: NamedMoments = {},
): WindowDocument {
  const lastMs = moments.at(-1) ?? 0
  return { _id: key, windowMs, moments, named, emptyAtMs: lastMs + windowMs, version: newVersion() }
}

export function toBanDocument({ userId, ...ban }: Ban): BanDocument {
  return { _id: userId, ...ban }
}

export function toBan({ _id, ...ban }: BanDocument): Ban {
  return { userId: _id, ...ban }
}

export function toApiTokenDocument({ id, ...token }: ApiToken): ApiTokenDocument {
  return { _id: id, ...token }
}

export function toApiToken({ _id, ...token }: ApiTokenDocument): ApiToken {
  return { id: _id, ...token }
}

export function toBotLease({ _id, ...lease }: BotLeaseDocument): BotLease {
  return { botId: _id, ...lease }
}

export function toUpdatePlace({ _id, botId, value }: UpdatePlaceDocument): UpdatePlace {
  return { key: _id.slice(`${botId} `.length), value: new Uint8Array(value) }
}

export function toAppPasswordDocument({ id, ...password }: AppPassword): AppPasswordDocument {
  return { _id: id, ...password }
}

export function toPlace(userId: number, number: number): string {
  return `${userId}/${number}`
}

export function toAppPassword({ _id, place: _place, ...password }: AppPasswordDocument): AppPassword {
  return { id: _id, ...password }
}

export function toSettingDocument({ name, value, ...setting }: Setting): SettingDocument {
  return { _id: name, json: JSON.stringify(value), ...setting }
}

export function toSetting({ _id, json, ...setting }: SettingDocument): Setting {
  return { name: _id, value: JSON.parse(json) as unknown, ...setting }
}

export function toBroadcastDocument({ id, ...broadcast }: Broadcast): BroadcastDocument {
  return { _id: id, ...broadcast }
}

export function toBroadcast({ _id, ...broadcast }: BroadcastDocument): Broadcast {
  return { id: _id, ...broadcast }
}

export function toBatchDocument({ id, ...batch }: Batch): BatchDocument {
  return { _id: id, ...batch }
}

export function toBatch({ _id, ...batch }: BatchDocument): Batch {
  return { id: _id, ...batch }
}

export function toAuditDocument({ id, details, ...entry }: AuditEntry): AuditDocument {
  return { _id: id, json: JSON.stringify(details), ...entry }
}

export function toAuditEntry({ _id, json, ...entry }: AuditDocument): AuditEntry {
  return { id: _id, details: JSON.parse(json) as unknown, ...entry }
}

export function toIntendedAnswerDocument(answer: IntendedAnswer): IntendedAnswerDocument {
  return { _id: `${answer.chatId}/${answer.name}`, ...answer }
}

export function toIntendedAnswer({ _id, ...answer }: IntendedAnswerDocument): IntendedAnswer {
  return answer
}
