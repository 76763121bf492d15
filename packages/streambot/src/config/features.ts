/** What can be switched as a whole, whatever its own settings are. */
import type { EnvReader } from './env-reader.js'

export interface FeaturesConfig {
  /** Off: nobody is told to wait, however much they send or ask for. */
  readonly rateLimiting: boolean
  /** Off: traffic is counted and nobody is refused for it. */
  readonly bandwidthLimits: boolean
  /** Off: nobody has to be a member of anything. */
  readonly forceSubscription: boolean
  /** The bot puts buttons under posts with files, in channels where it may edit them. */
  readonly channelPostButtons: boolean
  /** Off: admins have no page, and nobody can log in to one. */
  readonly dashboard: boolean
  /** Off: nobody's programs read their files by WebDAV, and nobody gets a password for that. */
  readonly webdav: boolean
}

export function readFeatures(reader: EnvReader): FeaturesConfig {
  return {
    rateLimiting: reader.flag('RATE_LIMITING') ?? true,
    bandwidthLimits: reader.flag('BANDWIDTH_LIMITS') ?? true,
    forceSubscription: reader.flag('FORCE_SUBSCRIPTION') ?? true,
    channelPostButtons: reader.flag('CHANNEL_POST_BUTTONS') ?? false,
    dashboard: reader.flag('DASHBOARD') ?? true,
    webdav: reader.flag('WEBDAV') ?? true,
  }
}
