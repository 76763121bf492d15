/** What a counter may know about each call: told once per call, when its answer is written or given up. */
import type { tl } from '@mtcute/core'

export interface CallRecord {
  readonly dcId: number
  /** The account at the time the call ended. */
  readonly accountId: number | null
  readonly request: tl.RpcMethod
  /** Bytes of the answer's body; 0 when none was written. */
  readonly bytesOut: number
  /** File bytes within it: the length of `bytes` of an upload.file, else 0. */
  readonly fileBytes: number
  /** Text of the rpc_error answered, or null for a result. */
  readonly errorText: string | null
  /** The connection was gone, or the answer dropped by rpc_drop_answer, before the answer was ready. */
  readonly clientLeft: boolean
  /** Clock time the call arrived and ended. */
  readonly startedAt: number
  readonly endedAt: number
}

export interface CallObserver {
  called(record: CallRecord): void
  /** A request that could not be read, so without a name, was answered with this error. */
  refused?(dcId: number, errorText: string): void
}

export const noCallObserver: CallObserver = { called: () => {} }
