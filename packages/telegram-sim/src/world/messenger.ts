/**
 * Sending, forwarding, editing, deleting and reading, with Telegram's rules.
 * Rules are checked before anything changes, so a refused operation leaves no trace.
 */
import type { tl } from '@mtcute/core'
import type { Randomness } from '../clock.js'
import { RpcError } from '../rpc-error.js'
import { editRefusal, mayDelete } from './change-rules.js'
import type { Channel } from './channel.js'
import { Delivery, type DeliveryOptions } from './delivery.js'
import { isSameAsBefore, toContent, type Draft, type Edit } from './draft.js'
import { toForwards, type ForwardOptions } from './forwarding.js'
import type { Mailbox } from './mailbox.js'
import { assertEntities, assertMarkup, assertText } from './message-rules.js'
import type { StoredMessage } from './message.js'
import { peerKey, type Peer } from './peer.js'
import { randomId } from './random-id.js'
import { toSeconds } from './seconds.js'
import { assertMayPost, assertMayRead, assertMayWriteTo } from './writing-rules.js'

export const ALBUM_LIMIT = 10

/** How far an operation moved the box it was about: pts after it, and by how much. */
export interface Moved {
  readonly pts: number
  readonly ptsCount: number
}

export class Messenger {
  readonly #options: DeliveryOptions & { readonly randomness: Randomness }
  readonly #delivery: Delivery

  constructor(options: DeliveryOptions & { readonly randomness: Randomness }) {
    this.#options = options
    this.#delivery = new Delivery(options)
  }

  /** The sender's copies, in order. */
  send(senderId: number, to: Peer, drafts: readonly Draft[]): StoredMessage[] {
    this.assertMayWrite(senderId, to)
    const sender = this.#options.accounts.get(senderId)
    for (const { forward, text, media = null, entities = [], markup = null } of drafts) {
      if (forward) continue
      assertText(text, media, sender.isPremium)
      assertEntities(text, entities)
      assertMarkup(markup)
    }
    return this.#options.bus.together(() =>
      drafts.map((draft) => {
        const content = toContent(draft, sender, this.#date())
        return this.#delivery.deliver(senderId, to, content, draft.replyToId ?? null)
      }),
    )
  }

  /** A service message such as "X created the channel"; it may always be sent. */
  sendAction(senderId: number, to: Peer, action: tl.TypeMessageAction): void {
    const content = toContent({ text: '', action }, this.#options.accounts.get(senderId), this.#date())
    this.#options.bus.together(() => this.#delivery.deliver(senderId, to, content, null))
  }

  forward(
    senderId: number,
    from: Peer,
    ids: readonly number[],
    to: Peer,
    options: ForwardOptions = {},
  ): StoredMessage[] {
    const sources = ids.map((id) => this.locate(senderId, from, id).stored)
    return this.send(
      senderId,
      to,
      toForwards(sources, this.#channelOf(from), options, () => this.newAlbumId()),
    )
  }

  edit(editorId: number, chat: Peer, id: number, change: Edit): StoredMessage {
    const { stored, channel } = this.locate(editorId, chat, id)
    const { content } = stored
    const editor = this.#options.accounts.get(editorId)
    const refusal = editRefusal(editor, stored, channel, this.#date())
    if (refusal) throw refusal
    if (change.media && !content.media) throw new RpcError(400, 'MEDIA_PREV_INVALID')
    const edited = {
      text: change.text ?? content.text,
      entities: change.text === undefined ? content.entities : (change.entities ?? []),
      media: change.media ?? content.media,
      markup: change.markup ?? null,
    }
    assertText(edited.text, edited.media, editor.isPremium)
    assertEntities(edited.text, edited.entities)
    assertMarkup(edited.markup)
    if (isSameAsBefore(content, edited)) throw new RpcError(400, 'MESSAGE_NOT_MODIFIED')
    Object.assign(content, edited, { editDate: this.#date() })
    this.#options.bus.together(() => this.#delivery.changed(stored, channel))
    return stored
  }

  /** Ids that are not there are passed over, as Telegram does. A null chat means any of the actor's private ones. */
  delete(actorId: number, chat: Peer | null, ids: readonly number[], revoke = true): Moved {
    const actor = this.#options.accounts.get(actorId)
    const channel = chat && this.#channelOf(chat)
    if (channel) assertMayRead(channel, actor)
    const box = channel?.mailbox ?? actor.mailbox
    const found = [...new Set(ids)].map((id) => box.get(id)).filter((stored) => stored !== null)
    if (channel && !found.every((stored) => mayDelete(actor, stored, channel))) {
      throw new RpcError(403, 'MESSAGE_DELETE_FORBIDDEN')
    }
    if (found.length > 0) {
      this.#options.bus.together(() => {
        if (channel) this.#delivery.removeFromChannel(channel, found)
        else this.#delivery.removeFromAccounts(actorId, found, revoke || actor.isBot)
      })
    }
    return { pts: box.changes.pts, ptsCount: found.length }
  }

  /** Marks a private chat read up to an id, or all of it with 0. */
  read(readerId: number, chat: Peer, maxId: number): Moved {
    const { mailbox } = this.#options.accounts.get(readerId)
    const newest = mailbox.messagesWith(chat).findLast((message) => maxId === 0 || message.id <= maxId)
    const isNews = newest !== undefined && newest.id > (mailbox.readInboxMaxIds.get(peerKey(chat)) ?? 0)
    if (isNews) this.#options.bus.together(() => this.#delivery.read(readerId, newest))
    return { pts: mailbox.changes.pts, ptsCount: isNews ? 1 : 0 }
  }

  /** A message as the viewer names it. @throws MESSAGE_ID_INVALID when it is not there */
  locate(viewerId: number, chat: Peer, id: number): { box: Mailbox; stored: StoredMessage; channel: Channel | null } {
    const viewer = this.#options.accounts.get(viewerId)
    const channel = this.#channelOf(chat)
    if (channel) assertMayRead(channel, viewer)
    const box = channel?.mailbox ?? viewer.mailbox
    const stored = box.get(id)
    if (!stored || (!channel && stored.peer.id !== chat.id)) throw new RpcError(400, 'MESSAGE_ID_INVALID')
    return { box, stored, channel }
  }

  assertMayWrite(senderId: number, to: Peer): void {
    const sender = this.#options.accounts.get(senderId)
    const channel = this.#channelOf(to)
    if (channel) return assertMayPost(channel, sender)
    const recipient = this.#options.accounts.find(to.id)
    if (!recipient) throw new RpcError(400, 'PEER_ID_INVALID')
    assertMayWriteTo(sender, recipient)
  }

  newAlbumId(): string {
    return randomId(this.#options.randomness)
  }

  #channelOf(peer: Peer): Channel | null {
    return peer.type === 'channel' ? this.#options.channels.get(peer.id) : null
  }

  #date(): number {
    return toSeconds(this.#options.clock.now())
  }
}
