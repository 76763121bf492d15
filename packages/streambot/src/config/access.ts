/** Who may send files to the bot. */
import type { EnvReader } from './env-reader.js'
import { readUserIds, splitList } from './id-list.js'
import { parseChannelId } from './log-channel-id.js'

export interface AccessConfig {
  readonly mode: 'public' | 'allow-list' | 'owner-only'
  /** For `allow-list`, besides whom admins authorise. */
  readonly allowedUserIds: readonly number[]
  /** null: nobody has to be a member of anything. */
  readonly forceSubscription: {
    /** Marked ids (-100…), or names with their @. */
    readonly channels: readonly (number | string)[]
    /** What happens while Telegram does not say who is a member. */
    readonly whenUnknown: 'allow' | 'refuse'
  } | null
}

export function readAccess(reader: EnvReader): AccessConfig {
  const allowedUserIds = readUserIds(reader, 'ALLOWED_USERS')
  const mode = reader.choice('ACCESS_MODE', ['public', 'allow-list', 'owner-only'])
  const channels = readChannels(reader)
  const whenUnknown = reader.choice('FORCE_SUB_WHEN_UNKNOWN', ['allow', 'refuse']) ?? 'refuse'
  return {
    // Who lists people means them, and nobody else.
    mode: mode ?? (allowedUserIds.length > 0 ? 'allow-list' : 'public'),
    allowedUserIds,
    forceSubscription: channels.length > 0 ? { channels, whenUnknown } : null,
  }
}

function readChannels(reader: EnvReader): (number | string)[] {
  const name = 'FORCE_SUB_CHANNEL'
  const channels = new Set<number | string>()
  for (const entry of splitList(reader.textOf(name, 'FORCE_CHANNEL_ID'))) {
    const channel = parseChannel(entry)
    if (channel === null) reader.invalid(name, `holds "${entry}", which is neither @name nor the number of a channel`)
    else channels.add(channel)
  }
  return [...channels]
}

/** Telegram's rule for names: 5 to 32 letters, digits and underscores; a few short ones were sold. */
function parseChannel(text: string): number | string | null {
  const name = /^(?:https:\/\/t\.me\/|@)?([A-Za-z]\w{3,31})$/.exec(text)?.[1]
  if (name !== undefined) return `@${name}`
  const id = parseChannelId(text)
  return typeof id === 'number' ? id : null
}
