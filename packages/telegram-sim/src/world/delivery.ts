/**
 * Puts copies of a content into mailboxes, changes and removes them, and tells everybody concerned.
 * It asks no questions: who may do what is the messenger's business.
 */
import type { Clock } from '../clock.js'
import type { Accounts } from './accounts.js'
import type { Channel } from './channel.js'
import type { Channels } from './channels.js'
import type { BoxChange } from './mailbox.js'
import type { MessageContent, StoredMessage } from './message.js'
import { channelPeer, peerKey, userPeer, type Peer } from './peer.js'
import { toSeconds } from './seconds.js'
import type { UpdateBus } from './update-bus.js'

export interface DeliveryOptions {
  readonly clock: Clock
  readonly accounts: Accounts
  readonly channels: Channels
  readonly bus: UpdateBus
}

export class Delivery {
  readonly #options: DeliveryOptions

  constructor(options: DeliveryOptions) {
    this.#options = options
  }

  /** The sender's copy, or the channel's only one. */
  deliver(senderId: number, to: Peer, content: MessageContent, replyToId: number | null): StoredMessage {
    if (to.type === 'channel') {
      const channel = this.#options.channels.get(to.id)
      const stored = channel.mailbox.append({ peer: channelPeer(channel.id), out: false, replyToId, content })
      this.#logInChannel(channel, { kind: 'new', id: stored.id })
      return stored
    }
    const sender = this.#options.accounts.get(senderId)
    const recipient = this.#options.accounts.get(to.id)
    const own = this.#copyTo(senderId, { peer: to, out: true, replyToId, content })
    if (recipient !== sender && !recipient.blocked.has(senderId)) {
      if (recipient.isBot) recipient.startedBy.add(senderId)
      const repliedTo = replyToId === null ? null : sender.mailbox.get(replyToId)
      const theirReplyToId = repliedTo?.content.copies.get(recipient.id) ?? null
      this.#copyTo(recipient.id, { peer: userPeer(senderId), out: false, replyToId: theirReplyToId, content })
    }
    return own
  }

  /** The content has changed: every box that holds a copy says so. */
  changed(stored: StoredMessage, channel: Channel | null): void {
    if (channel) return this.#logInChannel(channel, { kind: 'edit', id: stored.id })
    for (const [accountId, id] of stored.content.copies) this.#logFor(accountId, { kind: 'edit', id })
  }

  removeFromChannel(channel: Channel, messages: readonly StoredMessage[]): void {
    for (const { id } of messages) channel.mailbox.remove(id)
    this.#logInChannel(channel, { kind: 'delete', ids: messages.map(({ id }) => id) }, messages.length)
  }

  /** `everywhere` takes the copies of the other side too. */
  removeFromAccounts(actorId: number, messages: readonly StoredMessage[], everywhere: boolean): void {
    const removed = new Map<number, number[]>()
    for (const { content } of messages) {
      for (const [accountId, id] of content.copies) {
        if (accountId !== actorId && !everywhere) continue
        content.copies.delete(accountId)
        removed.set(accountId, [...(removed.get(accountId) ?? []), id])
      }
    }
    for (const [accountId, ids] of removed) {
      const { mailbox } = this.#options.accounts.get(accountId)
      for (const id of ids) mailbox.remove(id)
      this.#logFor(accountId, { kind: 'delete', ids }, ids.length)
    }
  }

  /** Read up to and including this message; a person on the other side is told. */
  read(readerId: number, newest: StoredMessage): void {
    const { mailbox } = this.#options.accounts.get(readerId)
    mailbox.readInboxMaxIds.set(peerKey(newest.peer), newest.id)
    this.#logFor(readerId, { kind: 'readInbox', peer: newest.peer, maxId: newest.id })
    const other = this.#options.accounts.get(newest.peer.id)
    const theirs = newest.content.copies.get(other.id)
    if (other.isBot || other.id === readerId || theirs === undefined) return
    other.mailbox.readOutboxMaxIds.set(peerKey(userPeer(readerId)), theirs)
    this.#logFor(other.id, { kind: 'readOutbox', peer: userPeer(readerId), maxId: theirs })
  }

  #copyTo(accountId: number, message: Omit<StoredMessage, 'id'>): StoredMessage {
    const stored = this.#options.accounts.get(accountId).mailbox.append(message)
    message.content.copies.set(accountId, stored.id)
    this.#logFor(accountId, { kind: 'new', id: stored.id })
    return stored
  }

  #logFor(accountId: number, change: BoxChange, count = 1): void {
    const logged = this.#options.accounts.get(accountId).mailbox.changes.record(change, count)
    this.#options.bus.emit(accountId, { kind: 'box', logged })
  }

  #logInChannel(channel: Channel, change: BoxChange, count = 1): void {
    const logged = channel.mailbox.changes.record(change, count)
    channel.mailbox.changedDate = toSeconds(this.#options.clock.now())
    for (const memberId of channel.members.keys()) {
      this.#options.bus.emit(memberId, { kind: 'channelBox', channelId: channel.id, logged })
    }
  }
}
