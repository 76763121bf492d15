/** How much anybody may do. 0 in the environment, null here: no limit. */
import { MAX_WINDOW_LIMIT } from '../core/sliding-window.js'
import type { EnvReader } from './env-reader.js'

export interface LimitsConfig {
  readonly linksPerDay: number | null
  /** For people an admin has authorised. */
  readonly authorizedLinksPerDay: number | null
  readonly uploadsPerMinute: number | null
  /** Of all people together. */
  readonly serviceUploadsPerMinute: number | null
  /** HTTP requests of one address. */
  readonly requestsPerMinute: number | null
  /** Requests of one address for links that do not exist. */
  readonly wrongLinksPerHour: number | null
}

export interface BandwidthConfig {
  /** A month, of the whole service. */
  readonly serviceBytes: number | null
  /** A month, of the links of one person. */
  readonly userBytes: number | null
  /** What becomes of downloads that run when a quota is used up. */
  readonly whenUsedUp: 'finish' | 'cut'
}

const MAX_GIGABYTES = 1_000_000
const GB = 1_000_000_000

export function readLimits(reader: EnvReader): LimitsConfig {
  return {
    linksPerDay: readCount(reader, 'MAX_LINKS_PER_DAY', 5),
    authorizedLinksPerDay: readCount(reader, 'AUTHORIZED_LINKS_PER_DAY', 0),
    uploadsPerMinute: readCount(reader, 'UPLOADS_PER_MINUTE', 20),
    serviceUploadsPerMinute: readCount(reader, 'SERVICE_UPLOADS_PER_MINUTE', 0),
    requestsPerMinute: readCount(reader, 'REQUESTS_PER_MINUTE', 1200),
    wrongLinksPerHour: readCount(reader, 'WRONG_LINKS_PER_HOUR', 60),
  }
}

export function readBandwidth(reader: EnvReader): BandwidthConfig {
  return {
    serviceBytes: readGigabytes(reader, 'BANDWIDTH_LIMIT_GB', 100),
    userBytes: readGigabytes(reader, 'USER_BANDWIDTH_LIMIT_GB', 0),
    whenUsedUp: reader.choice('BANDWIDTH_WHEN_USED_UP', ['finish', 'cut']) ?? 'finish',
  }
}

function readCount(reader: EnvReader, name: string, fallback: number): number | null {
  const count = reader.integer(name, { min: 0, max: MAX_WINDOW_LIMIT }) ?? fallback
  return count === 0 ? null : count
}

function readGigabytes(reader: EnvReader, name: string, fallback: number): number | null {
  const gigabytes = reader.integer(name, { min: 0, max: MAX_GIGABYTES, unit: 'GB' }) ?? fallback
  return gigabytes === 0 ? null : gigabytes * GB
}
