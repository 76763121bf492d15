/**
 * A sequence of numbered messages with its log of changes: one per account for all its private chats,
 * one per channel for everybody.
 */
import { ChangeLog } from './change-log.js'
import type { StoredMessage } from './message.js'
import { peerKey, type Peer } from './peer.js'

export type BoxChange =
  | { readonly kind: 'new'; readonly id: number }
  | { readonly kind: 'edit'; readonly id: number }
  | { readonly kind: 'delete'; readonly ids: readonly number[] }
  | { readonly kind: 'readInbox'; readonly peer: Peer; readonly maxId: number }
  | { readonly kind: 'readOutbox'; readonly peer: Peer; readonly maxId: number }

export class Mailbox {
  readonly changes: ChangeLog<BoxChange>
  /** Highest id read, per chat, of what others sent (inbox) and of what the others have read (outbox). */
  readonly readInboxMaxIds = new Map<string, number>()
  readonly readOutboxMaxIds = new Map<string, number>()
  /** Seconds since the epoch of the newest change. */
  changedDate = 0
  readonly #byId = new Map<number, StoredMessage>()
  readonly #byPeer = new Map<string, Map<number, StoredMessage>>()
  #lastId = 0

  constructor(logLimit: number) {
    this.changes = new ChangeLog(logLimit)
  }

  get topId(): number {
    return this.#lastId
  }

  append(message: Omit<StoredMessage, 'id'>): StoredMessage {
    const stored = { ...message, id: ++this.#lastId }
    const key = peerKey(stored.peer)
    const chat = this.#byPeer.get(key) ?? new Map<number, StoredMessage>()
    this.#byPeer.set(key, chat)
    chat.set(stored.id, stored)
    this.#byId.set(stored.id, stored)
    return stored
  }

  get(id: number): StoredMessage | null {
    return this.#byId.get(id) ?? null
  }

  remove(id: number): void {
    const stored = this.#byId.get(id)
    if (!stored) return
    this.#byId.delete(id)
    this.#byPeer.get(peerKey(stored.peer))?.delete(id)
  }

  /** Oldest first. */
  messagesWith(peer: Peer): StoredMessage[] {
    return [...(this.#byPeer.get(peerKey(peer))?.values() ?? [])]
  }

  /** The newest message of every chat with messages. */
  tops(): StoredMessage[] {
    return [...this.#byPeer.values()].flatMap((chat) => [...chat.values()].slice(-1))
  }

  unreadCount(peer: Peer): number {
    const readId = this.readInboxMaxIds.get(peerKey(peer)) ?? 0
    return this.messagesWith(peer).filter((message) => !message.out && message.id > readId).length
  }
}
