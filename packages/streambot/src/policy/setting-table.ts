/**
 * The settings that admins change while the server runs. Each is called like the variable that it stands above, means the same, and takes
 * what that takes. docs/configuration.md is tested against this table.
 */
import { MAX_BATCH_LINKS } from '../core/batch.js'
import { parseChannelAddress } from '../core/channel-address.js'
import { MAX_LINK_SECONDS } from '../core/link.js'
import { MAX_WINDOW_LIMIT } from '../core/sliding-window.js'
import { parseTypePattern } from '../core/type-pattern.js'
import { parseUserId } from '../core/user-id.js'
import type { ChannelAddress } from '../ports/membership.js'
import {
  bytesOrNone,
  choice,
  count,
  countOrNone,
  flag,
  list,
  secondsOrNever,
  type SettingKind,
} from './setting-kinds.js'

const MAX_TRAFFIC_BYTES = 1e15
const MAX_USERS = 1000
const MAX_TYPES = 100
/** Everybody who sends a file is asked about in each. */
const MAX_CHANNELS = 10

export const SETTINGS = {
  RATE_LIMITING: flag,
  MAX_LINKS_PER_DAY: countOrNone(MAX_WINDOW_LIMIT),
  AUTHORIZED_LINKS_PER_DAY: countOrNone(MAX_WINDOW_LIMIT),
  UPLOADS_PER_MINUTE: countOrNone(MAX_WINDOW_LIMIT),
  SERVICE_UPLOADS_PER_MINUTE: countOrNone(MAX_WINDOW_LIMIT),
  REQUESTS_PER_MINUTE: countOrNone(MAX_WINDOW_LIMIT),
  WRONG_LINKS_PER_HOUR: countOrNone(MAX_WINDOW_LIMIT),
  BANDWIDTH_LIMITS: flag,
  BANDWIDTH_LIMIT_GB: bytesOrNone('GB', MAX_TRAFFIC_BYTES),
  USER_BANDWIDTH_LIMIT_GB: bytesOrNone('GB', MAX_TRAFFIC_BYTES),
  BANDWIDTH_WHEN_USED_UP: choice(['finish', 'cut']),
  LINK_EXPIRY_SECONDS: secondsOrNever(MAX_LINK_SECONDS),
  MAX_FILE_SIZE_BYTES: bytesOrNone('bytes', Number.MAX_SAFE_INTEGER),
  ALLOWED_TYPES: list({ of: 'file_types', max: MAX_TYPES, empty: 'all' }, parseTypePattern),
  DENIED_TYPES: list({ of: 'file_types', max: MAX_TYPES, empty: 'none' }, parseTypePattern),
  MAX_BATCH_FILES: count(1, MAX_BATCH_LINKS),
  CHANNEL_POST_BUTTONS: flag,
  ACCESS_MODE: choice(['public', 'allow-list', 'owner-only']),
  ALLOWED_USERS: list({ of: 'user_ids', max: MAX_USERS, empty: 'none' }, parseUserId),
  FORCE_SUBSCRIPTION: flag,
  FORCE_SUB_CHANNEL: list<ChannelAddress>({ of: 'channels', max: MAX_CHANNELS, empty: 'none' }, parseChannelAddress),
  FORCE_SUB_WHEN_UNKNOWN: choice(['refuse', 'allow']),
}

export type SettingName = keyof typeof SETTINGS
export type SettingValues = {
  readonly [Name in SettingName]: (typeof SETTINGS)[Name] extends SettingKind<infer Value> ? Value : never
}

export const SETTING_NAMES = Object.keys(SETTINGS) as SettingName[]

/** In any case of letters. null: there is no such setting. */
export function findSettingName(text: string): SettingName | null {
  const name = text.trim().toUpperCase()
  return SETTING_NAMES.find((it) => it === name) ?? null
}

/** One of them, whichever: values that come out of a kind go back into the same. */
export function kindOf(name: SettingName): SettingKind<unknown> {
  return SETTINGS[name]
}
