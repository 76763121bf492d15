/** Who may send files to the bot. */
import { parseChannelAddress } from '../core/channel-address.js'
import { splitList } from '../core/split-list.js'
import type { EnvReader } from './env-reader.js'
import { readUserIds } from './id-list.js'

export interface AccessConfig {
  readonly mode: 'public' | 'allow-list' | 'owner-only'
  /** For `allow-list`, besides whom admins authorise. */
  readonly allowedUserIds: readonly number[]
  readonly forceSubscription: {
    /** Marked ids (-100…), or names with their @. Empty: nobody has to be a member of anything. */
    readonly channels: readonly (number | string)[]
    /** What happens while Telegram does not say who is a member. */
    readonly whenUnknown: 'allow' | 'refuse'
  }
}

export function readAccess(reader: EnvReader): AccessConfig {
  const allowedUserIds = readUserIds(reader, 'ALLOWED_USERS')
  const mode = reader.choice('ACCESS_MODE', ['public', 'allow-list', 'owner-only'])
  const channels = readChannels(reader)
  const whenUnknown = reader.choice('FORCE_SUB_WHEN_UNKNOWN', ['allow', 'refuse'])
  return {
    // Who lists people means them, and nobody else.
    mode: mode ?? (allowedUserIds.length > 0 ? 'allow-list' : 'public'),
    allowedUserIds,
    forceSubscription: { channels, whenUnknown: whenUnknown ?? 'refuse' },
  }
}

function readChannels(reader: EnvReader): (number | string)[] {
  const name = 'FORCE_SUB_CHANNEL'
  const channels = new Set<number | string>()
  for (const entry of splitList(reader.textOf(name, 'FORCE_CHANNEL_ID'))) {
    const channel = parseChannelAddress(entry)
    if (channel === null) reader.invalid(name, `holds "${entry}", which is neither @name nor the number of a channel`)
    else channels.add(channel)
  }
  return [...channels]
}
