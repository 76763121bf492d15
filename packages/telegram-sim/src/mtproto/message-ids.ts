/** Message ids: unix time with 32 fractional bits; a server's are odd and only grow (core.telegram.org/mtproto/description). */
import type { Clock } from '../clock.js'

export type MessageIdKind = 'answer' | 'notification'

export class ServerMessageIds {
  #last = 0n

  constructor(readonly clock: Clock) {}

  next(kind: MessageIdKind): bigint {
    const now = messageIdAt(this.clock.now())
    // Multiples of four; 1 is added for an answer, 3 for anything the server says by itself.
    this.#last = now > this.#last ? now : this.#last + 4n
    return this.#last + (kind === 'answer' ? 1n : 3n)
  }
}

export function messageIdAt(nowMs: number): bigint {
  const seconds = Math.floor(nowMs / 1000)
  const fraction = Math.floor((nowMs / 1000 - seconds) * 0x1_0000_0000)
  return (BigInt(seconds) << 32n) | (BigInt(fraction) & 0xffff_fffcn)
}

/** Why Telegram refuses a client's message id, as its error code, or null. */
export function messageIdProblem(id: bigint, nowMs: number): 16 | 17 | 18 | null {
  if ((id & 3n) !== 0n) return 18
  const seconds = Number(id >> 32n)
  if (seconds < nowMs / 1000 - 300) return 16
  if (seconds > nowMs / 1000 + 30) return 17
  return null
}
