/**
 * A database belongs to one log channel: in another, the messages that its links point at are missing or hold other files, and links whose
 * copies seem deleted are ended for good. So a start with a wrong LOG_CHANNEL ends before it does harm.
 */
import { StreamBotError } from '../core/errors.js'
import type { Clock } from '../ports/clock.js'
import type { SettingStore } from '../ports/setting-store.js'

/** Lies among the settings, and is none that an admin changes. */
export const LOG_CHANNEL_SETTING = 'log_channel'
/** Nobody's: the server itself. */
const SYSTEM = 0

export interface RequireLogChannelDeps {
  readonly clock: Clock
  readonly settings: Pick<SettingStore, 'all' | 'put'>
}

/** @param channelId marked: -100…. @throws StreamBotError bad_config when it is another one's; store_unavailable */
export async function requireLogChannel({ clock, settings }: RequireLogChannelDeps, channelId: number): Promise<void> {
  const known = (await settings.all()).find(({ name }) => name === LOG_CHANNEL_SETTING)
  if (!known) {
    return settings.put({
      name: LOG_CHANNEL_SETTING,
      value: channelId,
      changedBy: SYSTEM,
      changedAtMs: clock.now(),
    })
  }
  if (known.value === channelId) return
  throw new StreamBotError(
    'bad_config',
    `The links in this database point at the log channel ${String(known.value)}, but LOG_CHANNEL is ${channelId}. ` +
      'Set LOG_CHANNEL back, or begin a new database for the other channel with DATABASE_URL.',
  )
}
