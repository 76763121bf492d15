/**
 * random_id of sent messages: what was sent to a chat under one is not sent to it again, so that a client that repeats a call whose answer was lost
 * gets that answer. RANDOM_ID_DUPLICATE is for a call that comes while the first one is under way (core.telegram.org/api/updates, of
 * updateMessageID). Telegram forgets none of them; here the newest are remembered.
 */
import { BoundedMap } from '../bounded-map.js'
import { RpcError } from '../rpc-error.js'
import type { AccountUpdate } from './account-update.js'
import { peerKey, type Peer } from './peer.js'

const KEPT_PER_ACCOUNT = 20_000

/** What one call has sent, and the sender's news of it. */
export interface SentUnder {
  readonly messageIds: readonly number[]
  readonly news: readonly AccountUpdate[]
}

interface Use {
  readonly keys: readonly string[]
  /** null: it is under way. */
  sent: SentUnder | null
}

export type Reservation =
  | { readonly earlier: SentUnder }
  | { readonly earlier: null; readonly sent: (sent: SentUnder) => void; readonly giveBack: () => void }

export class RandomIds {
  readonly #used = new Map<number, BoundedMap<string, Use>>()

  reserve(accountId: number, to: Peer, ids: readonly string[]): Reservation {
    if (ids.includes('0')) throw new RpcError(400, 'RANDOM_ID_EMPTY')
    const used = this.#used.get(accountId) ?? new BoundedMap<string, Use>(KEPT_PER_ACCOUNT)
    this.#used.set(accountId, used)
    const use: Use = { keys: ids.map((id) => `${peerKey(to)} ${id}`), sent: null }
    const earlier = use.keys.map((key) => used.get(key) ?? null).find((it) => it !== null)
    if (earlier?.sent && String(earlier.keys) === String(use.keys)) return { earlier: earlier.sent }
    if (earlier || new Set(ids).size < ids.length) throw new RpcError(500, 'RANDOM_ID_DUPLICATE')
    for (const key of use.keys) used.set(key, use)
    return {
      earlier: null,
      sent: (sent) => void (use.sent = sent),
      giveBack: () => use.keys.forEach((key) => used.delete(key)),
    }
  }
}
