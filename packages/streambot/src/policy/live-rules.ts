/** What the settings in force come to, in the shapes that decisions ask for. null: switched off, or no limit. */
import type { WindowRule } from '../core/sliding-window.js'
import type { AccessRules } from './access.js'
import type { BandwidthRules } from './bandwidth-quota.js'
import type { FileRules } from './check-file.js'
import type { SubscriptionRules } from './membership-cache.js'
import type { SettingValues } from './setting-table.js'
import type { UploadRules } from './upload-limits.js'

export interface LiveRules {
  readonly accessRules: AccessRules
  /** null: nobody has to be a member of anything. */
  readonly subscriptionRules: SubscriptionRules | null
  readonly uploadRules: UploadRules | null
  readonly fileRules: FileRules
  readonly linkRules: {
    /** null: links never expire. */
    readonly expirySeconds: number | null
  }
  readonly batchRules: { readonly maxFiles: number }
  readonly bandwidthRules: BandwidthRules | null
  /** What becomes of downloads that run when a quota is used up. */
  readonly whenUsedUp: 'finish' | 'cut'
  /** HTTP requests of one address. */
  readonly requestRule: WindowRule | null
  /** Requests of one address for links that do not exist. */
  readonly wrongLinkRule: WindowRule | null
  readonly hasChannelPostButtons: boolean
}

const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000

export function toLiveRules(values: SettingValues, adminIds: readonly number[]): LiveRules {
  const isRated = values.RATE_LIMITING
  const channels = values.FORCE_SUB_CHANNEL
  return {
    accessRules: { mode: values.ACCESS_MODE, adminIds, allowedUserIds: values.ALLOWED_USERS },
    subscriptionRules:
      values.FORCE_SUBSCRIPTION && channels.length > 0
        ? { channels, whenUnknown: values.FORCE_SUB_WHEN_UNKNOWN }
        : null,
    uploadRules: isRated ? toUploadRules(values) : null,
    fileRules: {
      maxSizeBytes: values.MAX_FILE_SIZE_BYTES,
      types: { allowed: values.ALLOWED_TYPES, denied: values.DENIED_TYPES },
    },
    linkRules: { expirySeconds: values.LINK_EXPIRY_SECONDS },
    batchRules: { maxFiles: values.MAX_BATCH_FILES },
    bandwidthRules: values.BANDWIDTH_LIMITS
      ? { serviceBytes: values.BANDWIDTH_LIMIT_GB, userBytes: values.USER_BANDWIDTH_LIMIT_GB }
      : null,
    whenUsedUp: values.BANDWIDTH_WHEN_USED_UP,
    requestRule: isRated ? toWindowRule(values.REQUESTS_PER_MINUTE, MINUTE_MS) : null,
    wrongLinkRule: isRated ? toWindowRule(values.WRONG_LINKS_PER_HOUR, HOUR_MS) : null,
    hasChannelPostButtons: values.CHANNEL_POST_BUTTONS,
  }
}

function toUploadRules(values: SettingValues): UploadRules {
  return {
    linksPerDay: values.MAX_LINKS_PER_DAY,
    authorizedLinksPerDay: values.AUTHORIZED_LINKS_PER_DAY,
    uploadsPerMinute: values.UPLOADS_PER_MINUTE,
    serviceUploadsPerMinute: values.SERVICE_UPLOADS_PER_MINUTE,
  }
}

function toWindowRule(limit: number | null, windowMs: number): WindowRule | null {
  return limit === null ? null : { limit, windowMs }
}
