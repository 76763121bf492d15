/** Which record lies in which table, as migrations/ make them. */
import type { ApiToken } from '../../core/api-token.js'
import type { AppPassword } from '../../core/app-password.js'
import type { AuditEntry } from '../../core/audit-entry.js'
import type { Ban } from '../../core/ban.js'
import type { Batch } from '../../core/batch.js'
import type { Broadcast } from '../../core/broadcast.js'
import type { Link, LinkKey } from '../../core/link.js'
import type { MediaFile } from '../../core/media-file.js'
import type { Month } from '../../core/month.js'
import type { Setting } from '../../core/setting.js'
import type { StoredFile } from '../../core/stored-file.js'
import type { User } from '../../core/user.js'
import type { IntendedAnswer } from '../../ports/answer-journal.js'
import type { ArchiveRecord } from '../../ports/archive.js'
import { Table, type Fields } from './table.js'

type Archived<Kind extends ArchiveRecord['kind']> = Extract<ArchiveRecord, { kind: Kind }>['value']

const BEFORE_ALL_TEXT = ''
const BEFORE_ALL_NUMBERS = Number.MIN_SAFE_INTEGER

const MEDIA_FILE: Fields<MediaFile> = {
  kind: 'plain',
  name: 'plain',
  mimeType: 'plain',
  sizeBytes: 'plain',
  telegramFileId: 'plain',
  durationSeconds: 'plain',
  width: 'plain',
  height: 'plain',
}

export const LINK_KEYS = new Table<LinkKey>(
  'link_keys',
  { id: BEFORE_ALL_NUMBERS },
  { id: 'plain', secret: 'bytes', createdAtMs: 'plain' },
)

export const LINKS = new Table<Link>(
  'links',
  { id: BEFORE_ALL_TEXT },
  {
    id: 'plain',
    logMessageId: 'plain',
    file: MEDIA_FILE,
    ownerId: 'plain',
    createdAtMs: 'plain',
    expiresAtMs: 'plain',
    revokedAtMs: 'plain',
    restrictions: { passwordHash: 'plain', maxDownloads: 'plain', addresses: 'json' },
    downloads: 'plain',
    lastAccessAtMs: 'plain',
    subtitles: 'json',
  },
)

export const LINK_READERS = new Table<Archived<'reader'>>(
  'link_readers',
  { link_id: BEFORE_ALL_TEXT, reader: BEFORE_ALL_TEXT },
  { linkId: 'plain', reader: 'plain' },
)

export const FILES = new Table<StoredFile>(
  'files',
  { telegram_file_id: BEFORE_ALL_TEXT },
  { file: MEDIA_FILE, logMessageId: 'plain', createdAtMs: 'plain', crc32: 'plain' },
)

export const USERS = new Table<User>(
  'users',
  { id: BEFORE_ALL_NUMBERS },
  {
    id: 'plain',
    firstName: 'plain',
    username: 'plain',
    languageCode: 'plain',
    firstSeenAtMs: 'plain',
    lastSeenAtMs: 'plain',
    isAuthorized: 'boolean',
    linksPerDay: 'plain',
    bandwidthBytesPerMonth: 'plain',
    chosenLanguage: 'plain',
    unreachableSinceMs: 'plain',
  },
)

export const BANDWIDTH_OF_SERVICE = new Table<{ readonly month: Month; readonly bytes: number }>(
  'bandwidth_of_service',
  { month: BEFORE_ALL_TEXT },
  { month: 'plain', bytes: 'plain' },
)

export const BANDWIDTH_OF_USERS = new Table<{
  readonly month: Month
  readonly userId: number
  readonly bytes: number
}>(
  'bandwidth_of_users',
  { month: BEFORE_ALL_TEXT, user_id: BEFORE_ALL_NUMBERS },
  { month: 'plain', userId: 'plain', bytes: 'plain' },
)

export const WINDOWS = new Table<Archived<'window'>>(
  'windows',
  { key: BEFORE_ALL_TEXT },
  { key: 'plain', windowMs: 'plain', moments: 'json' },
)

export const BANS = new Table<Ban>(
  'bans',
  { user_id: BEFORE_ALL_NUMBERS },
  { userId: 'plain', reason: 'plain', bannedBy: 'plain', createdAtMs: 'plain', untilMs: 'plain' },
)

export const API_TOKENS = new Table<ApiToken>(
  'api_tokens',
  { id: BEFORE_ALL_TEXT },
  {
    id: 'plain',
    name: 'plain',
    hash: 'plain',
    scopes: 'json',
    createdBy: 'plain',
    createdAtMs: 'plain',
    expiresAtMs: 'plain',
    lastUsedAtMs: 'plain',
  },
)

export const APP_PASSWORDS = new Table<AppPassword>(
  'app_passwords',
  { id: BEFORE_ALL_TEXT },
  {
    id: 'plain',
    userId: 'plain',
    name: 'plain',
    hash: 'plain',
    createdAtMs: 'plain',
    expiresAtMs: 'plain',
    lastUsedAtMs: 'plain',
  },
)

export const SETTINGS = new Table<Setting>(
  'settings',
  { name: BEFORE_ALL_TEXT },
  { name: 'plain', value: 'json', changedBy: 'plain', changedAtMs: 'plain' },
)

export const BROADCASTS = new Table<Broadcast>(
  'broadcasts',
  { id: BEFORE_ALL_TEXT },
  {
    id: 'plain',
    botId: 'plain',
    adminId: 'plain',
    fromChatId: 'plain',
    messageId: 'plain',
    reportMessageId: 'plain',
    createdAtMs: 'plain',
    state: 'plain',
    reason: 'plain',
    cursor: 'plain',
    sent: 'plain',
    unreachable: 'plain',
    failed: 'plain',
    finishedAtMs: 'plain',
  },
)

export const BATCHES = new Table<Batch>(
  'batches',
  { id: BEFORE_ALL_TEXT },
  {
    id: 'plain',
    ownerId: 'plain',
    title: 'plain',
    linkIds: 'json',
    createdAtMs: 'plain',
    expiresAtMs: 'plain',
    revokedAtMs: 'plain',
  },
)

export const AUDIT_LOG = new Table<AuditEntry>(
  'audit_log',
  { id: BEFORE_ALL_TEXT },
  { id: 'plain', atMs: 'plain', actor: 'plain', action: 'plain', target: 'plain', details: 'json' },
)

export const INTENDED_ANSWERS = new Table<IntendedAnswer>(
  'intended_answers',
  { chat_id: BEFORE_ALL_NUMBERS, name: BEFORE_ALL_TEXT },
  { chatId: 'plain', messageIds: 'json', name: 'plain', atMs: 'plain' },
)
