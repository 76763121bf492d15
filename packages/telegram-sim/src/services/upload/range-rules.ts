/**
 * Which parts may be asked for (core.telegram.org/api/files#downloading-files): offset and limit on 4 KiB steps and a
 * limit that divides 1 MiB, or 1 KiB steps with `precise`; never across a 1 MiB boundary of the file.
 */
import { RpcError } from '../../rpc-error.js'

const MEBIBYTE = 1_048_576
const STEP = 4096
const PRECISE_STEP = 1024

export function assertRange(offset: number, limit: number, isPrecise: boolean): void {
  const step = isPrecise ? PRECISE_STEP : STEP
  if (offset < 0 || offset % step !== 0) throw new RpcError(400, 'OFFSET_INVALID')
  if (limit <= 0 || limit % step !== 0 || limit > MEBIBYTE) throw new RpcError(400, 'LIMIT_INVALID')
  if (!isPrecise && MEBIBYTE % limit !== 0) throw new RpcError(400, 'LIMIT_INVALID')
  const crosses = Math.floor(offset / MEBIBYTE) !== Math.floor((offset + limit - 1) / MEBIBYTE)
  if (crosses) throw new RpcError(400, 'LIMIT_INVALID')
}
