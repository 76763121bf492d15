/**
 * upload.getFile, as far as the wire layer cares: a part is made only when those before it are taken, so that a client's memory is
 * spent and not ours, and within the connection's allowance.
 */
import type { tl } from '@mtcute/core'
import { RpcError } from '../rpc-error.js'
import type { TlObject } from '../tl/codec.js'
import type { Connection } from './connection.js'
import { fileBytesOf } from './file-answer.js'
import type { OutgoingMessage } from './outgoing-message.js'

export type FileRequest = TlObject & tl.upload.RawGetFileRequest

/** Larger limits are refused by the method itself. */
const largestPartBytes = 1024 * 1024

export function isFileRequest(request: TlObject): request is FileRequest {
  return request._ === 'upload.getFile'
}

/** Runs `answer` when the connection's window has room for the part; the room is free again when its bytes have left. */
export async function withinWindow<T extends { readonly answer: OutgoingMessage | null }>(
  { window }: Connection,
  { limit }: FileRequest,
  answer: () => Promise<T>,
): Promise<T> {
  const bytes = Math.min(Math.max(0, limit), largestPartBytes)
  await window.enter(bytes)
  let written: OutgoingMessage | null = null
  try {
    const outcome = await answer()
    written = outcome.answer
    return outcome
  } finally {
    if (written) written.whenLanded(() => window.leave(bytes))
    else window.leave(bytes)
  }
}

/** Telegram counts what it answers, not what was asked. @throws RpcError FLOOD_PREMIUM_WAIT_x beyond the allowance */
export async function withinAllowance(
  { bucket }: Connection,
  { limit }: FileRequest,
  read: () => Promise<unknown>,
): Promise<unknown> {
  const asked = Math.max(0, limit)
  const allowed = bucket?.take(asked) ?? { ok: true }
  if (!allowed.ok) throw new RpcError(420, `FLOOD_PREMIUM_WAIT_${allowed.waitSeconds}`)
  let used = 0
  try {
    const value = await read()
    used = fileBytesOf(value)
    return value
  } finally {
    bucket?.giveBack(asked - used)
  }
}
