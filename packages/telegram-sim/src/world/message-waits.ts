/** Waiting for a message to appear: for tests and scripts that act as people. */
import type { AccountUpdate } from './account-update.js'
import type { Accounts } from './accounts.js'
import type { Channels } from './channels.js'
import type { ChatMessage } from './chat-message.js'
import { describeMessage } from './describe-message.js'
import { channelPeer, samePeer, type Peer } from './peer.js'
import type { UpdateBus } from './update-bus.js'

export type MessageListener = (viewerId: number, message: ChatMessage) => void

export class MessageWaits {
  readonly #accounts: Accounts
  readonly #channels: Channels
  readonly #listeners = new Set<MessageListener>()

  constructor(accounts: Accounts, channels: Channels, bus: UpdateBus) {
    this.#accounts = accounts
    this.#channels = channels
    bus.listen((batch) => {
      if (this.#listeners.size === 0) return
      for (const { accountId, update } of batch) {
        const message = this.#messageOf(accountId, update)
        if (message) for (const listener of [...this.#listeners]) listener(accountId, message)
      }
    })
  }

  /** Every message that appears or is edited, once per account that can see it. */
  listen(listener: MessageListener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  next(
    viewerId: number,
    chat: Peer,
    matches: (message: ChatMessage) => boolean,
    signal: AbortSignal,
  ): Promise<ChatMessage> {
    return new Promise((resolve, reject) => {
      const end = () => {
        stop()
        signal.removeEventListener('abort', onAbort)
      }
      const onAbort = () => {
        end()
        reject(new Error('no such message came before the wait was given up', { cause: signal.reason }))
      }
      const stop = this.listen((accountId, message) => {
        if (accountId !== viewerId || !samePeer(message.chat, chat) || !matches(message)) return
        end()
        resolve(message)
      })
      if (signal.aborted) onAbort()
      else signal.addEventListener('abort', onAbort, { once: true })
    })
  }

  #messageOf(accountId: number, update: AccountUpdate): ChatMessage | null {
    if (update.kind !== 'box' && update.kind !== 'channelBox') return null
    const { change } = update.logged
    if (change.kind !== 'new' && change.kind !== 'edit') return null
    const channel = update.kind === 'channelBox' ? this.#channels.get(update.channelId) : null
    const stored = (channel ?? this.#accounts.get(accountId)).mailbox.get(change.id)
    return (
      stored &&
      describeMessage({ ...stored, peer: channel ? channelPeer(channel.id) : stored.peer }, accountId, channel)
    )
  }
}
