/**
 * A database belongs to one log channel: in another, the messages that its links point at are missing or hold other files, and links whose
 * copies seem deleted are ended for good. So a start with a wrong LOG_CHANNEL ends before it does harm.
 */
import { StreamBotError } from '../core/errors.js'
import type { Archive } from '../ports/archive.js'
import type { Clock } from '../ports/clock.js'
import type { SettingStore } from '../ports/setting-store.js'
import type { Stores } from '../ports/stores.js'

/** Lies among the settings, and is none that an admin changes. */
export const LOG_CHANNEL_SETTING = 'log_channel'
/** Nobody's: the server itself. */
const SYSTEM = 0

export interface LogChannelDeps {
  readonly settings: Pick<SettingStore, 'all'>
  readonly archive: Pick<Archive, 'records'>
  /** null: nobody else has the database open. */
  readonly leases: Stores['leases']
}

export interface RequireLogChannelDeps extends LogChannelDeps {
  readonly clock: Clock
  readonly settings: Pick<SettingStore, 'all' | 'put'>
}

/** @param channelId marked: -100…. @throws StreamBotError bad_config when it is another one's; store_unavailable */
export async function requireLogChannel(deps: RequireLogChannelDeps, channelId: number): Promise<void> {
  const other = await otherLogChannel(deps, channelId)
  if (other !== null) {
    throw new StreamBotError(
      'bad_config',
      `The links in this database point at the log channel ${other}, but LOG_CHANNEL is ${channelId}. ` +
        'Set LOG_CHANNEL back, or begin a new database for the other channel with DATABASE_URL.',
    )
  }
  if ((await boundTo(deps)) === channelId) return
  const { clock, settings } = deps
  await settings.put({ name: LOG_CHANNEL_SETTING, value: channelId, changedBy: SYSTEM, changedAtMs: clock.now() })
}

/**
 * The channel that the database belongs to, where that is another one. null: it belongs to this one, or to none yet. Where nothing points at a channel,
 * whoever mistyped it at the first start may correct it; but where instances share the database, another one may be about to make a link.
 */
export async function otherLogChannel(deps: LogChannelDeps, channelId: number): Promise<string | null> {
  const known = await boundTo(deps)
  if (known === undefined || known === channelId) return null
  if (deps.leases === null && !(await holdsFiles(deps.archive))) return null
  return JSON.stringify(known)
}

async function boundTo({ settings }: Pick<LogChannelDeps, 'settings'>): Promise<unknown> {
  return (await settings.all()).find(({ name }) => name === LOG_CHANNEL_SETTING)?.value
}

async function holdsFiles(archive: Pick<Archive, 'records'>): Promise<boolean> {
  for await (const { kind } of archive.records()) if (kind === 'link' || kind === 'file') return true
  return false
}
