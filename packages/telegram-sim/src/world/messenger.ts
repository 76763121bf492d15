/**
 * Sending, editing and deleting: puts copies of a content into mailboxes and tells everybody concerned.
 * Rules are checked before anything changes, so a refused operation leaves no trace.
 */
import type { tl } from '@mtcute/core'
import type { Clock, Randomness } from '../clock.js'
import { RpcError } from '../rpc-error.js'
import type { Accounts } from './accounts.js'
import type { Channel } from './channel.js'
import type { Channels } from './channels.js'
import { editRefusal, mayDelete } from './change-rules.js'
import type { BoxChange, Mailbox } from './mailbox.js'
import type { Media } from './media.js'
import { assertEntities, assertMarkup, assertText } from './message-rules.js'
import type { ForwardOrigin, MessageContent, StoredMessage } from './message.js'
import { channelPeer, peerKey, userPeer, type Peer } from './peer.js'
import { randomId } from './random-id.js'
import { toSeconds } from './seconds.js'
import type { UpdateBus } from './update-bus.js'
import { assertMayPost, assertMayRead, assertMayWriteTo } from './writing-rules.js'

/** What is to be sent, before it has a date or an id. */
export interface Draft {
  readonly text: string
  readonly entities?: readonly tl.TypeMessageEntity[]
  readonly media?: Media | null
  readonly markup?: tl.TypeReplyMarkup | null
  readonly replyToId?: number | null
  readonly groupedId?: string | null
  readonly forward?: ForwardOrigin | null
  readonly silent?: boolean
  readonly noForwards?: boolean
}

/** What an edit replaces; absent fields stay. */
export interface Edit {
  readonly text?: string
  readonly entities?: readonly tl.TypeMessageEntity[]
  readonly media?: Media
  /** Absent removes the keyboard, as messages.editMessage does. */
  readonly markup?: tl.TypeReplyMarkup | null
}

export interface MessengerOptions {
  readonly clock: Clock
  readonly randomness: Randomness
  readonly accounts: Accounts
  readonly channels: Channels
  readonly bus: UpdateBus
}

export const ALBUM_LIMIT = 10

export class Messenger {
  readonly #options: MessengerOptions

  constructor(options: MessengerOptions) {
    this.#options = options
  }

  /** The sender's copies, in order. */
  send(senderId: number, to: Peer, drafts: readonly Draft[]): StoredMessage[] {
    this.assertMayWrite(senderId, to)
    const sender = this.#options.accounts.get(senderId)
    for (const draft of drafts) {
      if (draft.forward) continue
      assertText(draft.text, draft.media ?? null, sender.isPremium)
      assertEntities(draft.text, draft.entities ?? [])
      assertMarkup(draft.markup ?? null)
    }
    const contents = drafts.map((draft) => ({ draft, content: this.#toContent(senderId, draft) }))
    return this.#options.bus.together(() =>
      contents.map(({ draft, content }) => this.#deliver(senderId, to, content, draft.replyToId ?? null)),
    )
  }

  /** A service message such as "X created the channel"; it may always be sent. */
  sendAction(senderId: number, to: Peer, action: tl.TypeMessageAction): StoredMessage {
    const content = { ...this.#toContent(senderId, { text: '' }), action }
    return this.#options.bus.together(() => this.#deliver(senderId, to, content, null))
  }

  forward(
    senderId: number,
    from: Peer,
    ids: readonly number[],
    to: Peer,
    options: { dropAuthor?: boolean; dropCaptions?: boolean; silent?: boolean; noForwards?: boolean } = {},
  ): StoredMessage[] {
    const sources = ids.map((id) => this.#forwardable(senderId, from, id))
    const albums = new Map<string, string>()
    const drafts = sources.map((source): Draft => {
      const { text, entities, media, groupedId } = source.content
      const dropText = media !== null && (options.dropCaptions ?? false)
      return {
        text: dropText ? '' : text,
        entities: dropText ? [] : entities,
        media,
        groupedId: groupedId === null ? null : this.#albumAgain(albums, groupedId),
        forward: options.dropAuthor ? null : this.#originOf(source),
        silent: options.silent,
        noForwards: options.noForwards,
      }
    })
    return this.send(senderId, to, drafts)
  }

  edit(editorId: number, chat: Peer, id: number, change: Edit): StoredMessage {
    const { box, stored, channel } = this.locate(editorId, chat, id)
    const editor = this.#options.accounts.get(editorId)
    const refusal = editRefusal(editor, stored, channel, this.#date())
    if (refusal) throw refusal
    const { content } = stored
    const text = change.text ?? content.text
    const entities = change.text === undefined ? content.entities : (change.entities ?? [])
    const media = change.media ?? content.media
    const markup = change.markup ?? null
    if (change.media && !content.media) throw new RpcError(400, 'MEDIA_PREV_INVALID')
    assertText(text, media, editor.isPremium)
    assertEntities(text, entities)
    assertMarkup(markup)
    const before = JSON.stringify([content.text, content.entities, mediaId(content.media), content.markup])
    if (before === JSON.stringify([text, entities, mediaId(media), markup])) {
      throw new RpcError(400, 'MESSAGE_NOT_MODIFIED')
    }
    Object.assign(content, { text, entities, media, markup, editDate: this.#date() })
    this.#options.bus.together(() => this.#tellEverywhere(stored, channel, box))
    return stored
  }

  /**
   * Ids that are not there are passed over, as Telegram does.
   * @returns how far the actor's own box (or the channel's) moved
   */
  delete(actorId: number, chat: Peer | null, ids: readonly number[], revoke = true): { pts: number; ptsCount: number } {
    const channel = chat?.type === 'channel' ? this.#options.channels.get(chat.id) : null
    const actor = this.#options.accounts.get(actorId)
    if (channel) assertMayRead(channel, actor)
    const box = channel?.mailbox ?? actor.mailbox
    const found = ids.map((id) => box.get(id)).filter((stored) => stored !== null)
    const inChat = found.filter((stored) => channel !== null || stored.peer.type === 'user')
    if (channel && !inChat.every((stored) => mayDelete(actor, stored, channel))) {
      throw new RpcError(403, 'MESSAGE_DELETE_FORBIDDEN')
    }
    if (inChat.length > 0) {
      this.#options.bus.together(() => {
        if (channel) this.#removeFromChannel(channel, inChat)
        else this.#removeFromAccounts(actorId, inChat, revoke || actor.isBot)
      })
    }
    return { pts: box.changes.pts, ptsCount: inChat.length }
  }

  /** Marks a private chat read up to an id; a person on the other side is told. */
  read(readerId: number, chat: Peer, maxId: number): { pts: number; ptsCount: number } {
    const { mailbox } = this.#options.accounts.get(readerId)
    const key = peerKey(chat)
    const newest = mailbox.messagesWith(chat).findLast((message) => maxId === 0 || message.id <= maxId)
    const isNews = newest !== undefined && newest.id > (mailbox.readInboxMaxIds.get(key) ?? 0)
    if (!isNews) return { pts: mailbox.changes.pts, ptsCount: 0 }
    mailbox.readInboxMaxIds.set(key, newest.id)
    this.#options.bus.together(() => {
      this.#logFor(readerId, { kind: 'readInbox', peer: chat, maxId: newest.id })
      const other = this.#options.accounts.get(chat.id)
      const theirs = newest.content.copies.get(other.id)
      if (other.isBot || other.id === readerId || theirs === undefined) return
      other.mailbox.readOutboxMaxIds.set(peerKey(userPeer(readerId)), theirs)
      this.#logFor(other.id, { kind: 'readOutbox', peer: userPeer(readerId), maxId: theirs })
    })
    return { pts: mailbox.changes.pts, ptsCount: 1 }
  }

  /** A message as the viewer names it. @throws MESSAGE_ID_INVALID when it is not there */
  locate(viewerId: number, chat: Peer, id: number): { box: Mailbox; stored: StoredMessage; channel: Channel | null } {
    const channel = chat.type === 'channel' ? this.#options.channels.get(chat.id) : null
    const viewer = this.#options.accounts.get(viewerId)
    if (channel) assertMayRead(channel, viewer)
    const box = channel?.mailbox ?? viewer.mailbox
    const stored = box.get(id)
    if (!stored || (!channel && stored.peer.id !== chat.id)) throw new RpcError(400, 'MESSAGE_ID_INVALID')
    return { box, stored, channel }
  }

  assertMayWrite(senderId: number, to: Peer): void {
    const sender = this.#options.accounts.get(senderId)
    if (to.type === 'channel') return assertMayPost(this.#options.channels.get(to.id), sender)
    const recipient = this.#options.accounts.find(to.id)
    if (!recipient) throw new RpcError(400, 'PEER_ID_INVALID')
    assertMayWriteTo(sender, recipient)
  }

  newAlbumId(): string {
    return randomId(this.#options.randomness)
  }

  #toContent(senderId: number, draft: Draft): MessageContent {
    return {
      senderId,
      date: this.#date(),
      text: draft.text,
      entities: draft.entities ?? [],
      media: draft.media ?? null,
      markup: this.#options.accounts.get(senderId).isBot ? (draft.markup ?? null) : null,
      editDate: null,
      groupedId: draft.groupedId ?? null,
      forward: draft.forward ?? null,
      silent: draft.silent ?? false,
      noForwards: draft.noForwards ?? false,
      action: null,
      copies: new Map(),
    }
  }

  #deliver(senderId: number, to: Peer, content: MessageContent, replyToId: number | null): StoredMessage {
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

  #copyTo(accountId: number, message: Omit<StoredMessage, 'id'>): StoredMessage {
    const { mailbox } = this.#options.accounts.get(accountId)
    const stored = mailbox.append(message)
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
    channel.mailbox.changedDate = this.#date()
    for (const memberId of channel.members.keys()) {
      this.#options.bus.emit(memberId, { kind: 'channelBox', channelId: channel.id, logged })
    }
  }

  #tellEverywhere(stored: StoredMessage, channel: Channel | null, box: Mailbox): void {
    if (channel) return this.#logInChannel(channel, { kind: 'edit', id: stored.id })
    for (const [accountId, id] of stored.content.copies) {
      const { mailbox } = this.#options.accounts.get(accountId)
      if (mailbox !== box && !mailbox.get(id)) continue
      this.#logFor(accountId, { kind: 'edit', id })
    }
  }

  #removeFromChannel(channel: Channel, messages: readonly StoredMessage[]): void {
    for (const { id } of messages) channel.mailbox.remove(id)
    this.#logInChannel(channel, { kind: 'delete', ids: messages.map(({ id }) => id) }, messages.length)
  }

  #removeFromAccounts(actorId: number, messages: readonly StoredMessage[], everywhere: boolean): void {
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

  #forwardable(viewerId: number, from: Peer, id: number): StoredMessage {
    const { stored, channel } = this.locate(viewerId, from, id)
    if (stored.content.action) throw new RpcError(400, 'MESSAGE_ID_INVALID')
    if (channel?.noForwards || stored.content.noForwards) throw new RpcError(400, 'CHAT_FORWARDS_RESTRICTED')
    return stored
  }

  /** The first place keeps the credit when a forward is forwarded on. */
  #originOf(source: StoredMessage): ForwardOrigin {
    const { content, peer, id } = source
    if (content.forward) return content.forward
    const isPost = peer.type === 'channel' && !this.#options.channels.get(peer.id).isMegagroup
    const from = isPost ? peer : userPeer(content.senderId)
    return { from, fromName: null, date: content.date, channelPost: isPost ? id : null }
  }

  #albumAgain(albums: Map<string, string>, groupedId: string): string {
    const known = albums.get(groupedId) ?? this.newAlbumId()
    albums.set(groupedId, known)
    return known
  }

  #date(): number {
    return toSeconds(this.#options.clock.now())
  }
}

function mediaId(media: Media | null): unknown {
  return media?.type === 'file' ? media.file.id : (media?.media._ ?? null)
}
