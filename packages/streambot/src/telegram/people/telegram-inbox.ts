/**
 * The primary client's updates as `ChatEvent`s. Updates begin to flow the moment the client is logged in, which is before anybody can answer:
 * the inbox keeps them until `deliverTo` is called. A client that was built anew may be sent again what the last one handled: the
 * inbox delivers each message once. The session is told what is settled only when whoever handles a message says so, so that one that was
 * received and not answered comes again after a restart.
 */
import type { CallbackQuery, Message, TelegramClient } from '@mtcute/node'
import { RecentMap } from '../../core/recent-map.js'
import type { ButtonPress, ChannelPost, ChatEvent } from '../../ports/messenger.js'
import type { UpdatePlaces } from '../../ports/update-places.js'
import { UpdateCheckpoint } from '../clients/update-checkpoint.js'
import { readMedia } from '../files/media.js'
import { toIncomingMessage, toProfile } from './incoming-message.js'

const MAX_KEPT = 10_000
const MAX_REMEMBERED = 10_000

/** Resolves when the event is dealt with; one that rejects is to come again after a restart. */
export type Deliver = (event: ChatEvent) => Promise<void>

type Updates = Pick<TelegramClient, 'onNewMessage' | 'onDeleteMessage' | 'onCallbackQuery'>

export class TelegramInbox {
  /** Told of messages that left a channel which the bot is in. @param channelId marked: -100… */
  onDeleted: (channelId: number, messageIds: readonly number[]) => void = () => {}
  readonly checkpoint = new UpdateCheckpoint()
  /** Where its updates go on for whichever instance is next; null: there is but one. */
  places: UpdatePlaces | null = null
  /** Whether the primary client is to ask for updates when it is connected next. */
  isOpen = true
  #kept: { readonly event: ChatEvent; readonly settle: () => void }[] = []
  readonly #seen = new RecentMap<string, true>(MAX_REMEMBERED)
  #deliver: Deliver | null = null

  /** Call before the client logs in, so that nothing is missed. */
  attach(client: Updates): void {
    client.onDeleteMessage.add(({ channelId, messageIds }) => {
      if (channelId !== null) this.onDeleted(channelId, messageIds)
    })
    client.onNewMessage.add((message) => {
      const event = toEvent(message)
      if (event && this.#isNew(`${message.chat.id} ${message.id}`)) this.#receive(event)
    })
    client.onCallbackQuery.add((query) => this.#receive({ kind: 'press', press: toPress(query) }))
  }

  /** Hands over what was kept, in order, and then each event as it comes. */
  deliverTo(deliver: Deliver): void {
    const kept = this.#kept
    this.#kept = []
    this.#deliver = deliver
    for (const { event, settle } of kept) deliver(event).then(settle, () => {})
  }

  #isNew(id: string): boolean {
    if (this.#seen.get(id)) return false
    this.#seen.set(id, true)
    return true
  }

  #receive(event: ChatEvent): void {
    const settle = this.checkpoint.received()
    if (this.#deliver) this.#deliver(event).then(settle, () => {})
    else if (this.#kept.length < MAX_KEPT) this.#kept.push({ event, settle })
  }
}

/** null for what is nothing to us: service messages, other bots, ourselves, posts without a file of their own. */
function toEvent(message: Message): ChatEvent | null {
  if (message.raw._ !== 'message' || message.isOutgoing) return null
  // Posts may be signed by a person, who is not talking to us.
  if (message.isChannelPost) {
    const post = toPost(message)
    return post && { kind: 'post', post }
  }
  const incoming = toIncomingMessage(message)
  return incoming && { kind: 'message', message: incoming }
}

function toPost({ raw, chat, id }: Message): ChannelPost | null {
  if (raw._ !== 'message' || raw.fwdFrom) return null
  const located = readMedia(raw.media)
  return located && { channelId: chat.id, messageId: id, file: located.file, hasButtons: raw.replyMarkup !== undefined }
}

function toPress(query: CallbackQuery): ButtonPress {
  const isPrivate = query.chat.type === 'user'
  return {
    pressId: query.id.toString(),
    chatId: query.chat.id,
    messageId: query.messageId,
    sender: toProfile(query.user),
    data: query.data ?? new Uint8Array(),
    isPrivate,
  }
}
