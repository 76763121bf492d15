/** The configuration as settings: what is in force until an admin says otherwise, and again when they take it back. */
import type { Config } from '../config/config.js'
import type { SettingValues } from '../policy/setting-table.js'

type Configured = Pick<Config, 'access' | 'bandwidth' | 'features' | 'limits' | 'links' | 'uploads'>

export function configuredSettings({ access, bandwidth, features, limits, links, uploads }: Configured): SettingValues {
  return {
    RATE_LIMITING: features.rateLimiting,
    MAX_LINKS_PER_DAY: limits.linksPerDay,
    AUTHORIZED_LINKS_PER_DAY: limits.authorizedLinksPerDay,
    UPLOADS_PER_MINUTE: limits.uploadsPerMinute,
    SERVICE_UPLOADS_PER_MINUTE: limits.serviceUploadsPerMinute,
    REQUESTS_PER_MINUTE: limits.requestsPerMinute,
    WRONG_LINKS_PER_HOUR: limits.wrongLinksPerHour,
    BANDWIDTH_LIMITS: features.bandwidthLimits,
    BANDWIDTH_LIMIT_GB: bandwidth.serviceBytes,
    USER_BANDWIDTH_LIMIT_GB: bandwidth.userBytes,
    BANDWIDTH_WHEN_USED_UP: bandwidth.whenUsedUp,
    LINK_EXPIRY_SECONDS: links.expirySeconds,
    MAX_FILE_SIZE_BYTES: uploads.maxFileSizeBytes,
    ALLOWED_TYPES: uploads.types.allowed,
    DENIED_TYPES: uploads.types.denied,
    MAX_BATCH_FILES: uploads.maxBatchFiles,
    CHANNEL_POST_BUTTONS: features.channelPostButtons,
    ACCESS_MODE: access.mode,
    ALLOWED_USERS: access.allowedUserIds,
    FORCE_SUBSCRIPTION: features.forceSubscription,
    FORCE_SUB_CHANNEL: access.forceSubscription.channels,
    FORCE_SUB_WHEN_UNKNOWN: access.forceSubscription.whenUnknown,
  }
}
