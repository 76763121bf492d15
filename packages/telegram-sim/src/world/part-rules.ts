/** Telegram's rules for upload parts, core.telegram.org/api/files#uploading-files */
import { RpcError } from '../rpc-error.js'

const LARGEST_PART_BYTES = 524_288
export const SMALL_FILE_LIMIT_BYTES = 10 * 1_048_576
/** 4,000 parts of 512 KiB for everybody, 8,000 with Premium: just under 2 GB and 4 GB. Bots have no Premium. */
const PARTS_LIMIT = 4000
const PREMIUM_PARTS_LIMIT = 8000

const PART_GRANULARITY_BYTES = 1024

export function assertPart(bytes: Uint8Array, index: number, isLast: boolean): void {
  if (bytes.length === 0) throw new RpcError(400, 'FILE_PART_EMPTY')
  // Also where the number of parts is not known yet: no file has more.
  if (index < 0 || index >= PREMIUM_PARTS_LIMIT) throw new RpcError(400, 'FILE_PART_INVALID')
  if (bytes.length > LARGEST_PART_BYTES) throw new RpcError(400, 'FILE_PART_TOO_BIG')
  if (isLast) return
  const wrong = bytes.length % PART_GRANULARITY_BYTES !== 0 || LARGEST_PART_BYTES % bytes.length !== 0
  if (wrong) throw new RpcError(400, 'FILE_PART_SIZE_INVALID')
}

/** -1 says that the number is not known yet (a file sent while it is made). */
export function assertPartCount(total: number, premium: boolean): void {
  const limit = premium ? PREMIUM_PARTS_LIMIT : PARTS_LIMIT
  if (total === 0 || total < -1 || total > limit) throw new RpcError(400, 'FILE_PARTS_INVALID')
}
