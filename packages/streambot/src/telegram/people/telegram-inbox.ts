/**
 * The primary client's updates as `IncomingMessage`s. Updates begin to flow the moment the client is logged in, which is before
 * anybody can answer: the inbox keeps them until `deliverTo` is called. A client that was built anew may be sent again what the
 * last one handled: the inbox delivers each message once.
 */
import type { Message, TelegramClient, User } from '@mtcute/node'
import type { UserProfile } from '../../core/user.js'
import type { IncomingMessage } from '../../ports/messenger.js'
import { readMedia } from '../files/media.js'
import { RecentMap } from '../files/recent-map.js'

const MAX_KEPT = 10_000
const MAX_REMEMBERED = 10_000

export class TelegramInbox {
  /** Told of messages that left a channel which the bot is in. @param channelId marked: -100… */
  onDeleted: (channelId: number, messageIds: readonly number[]) => void = () => {}
  #kept: IncomingMessage[] = []
  readonly #seen = new RecentMap<string, true>(MAX_REMEMBERED)
  #deliver: ((message: IncomingMessage) => void) | null = null

  /** Call before the client logs in, so that nothing is missed. */
  attach(client: Pick<TelegramClient, 'onNewMessage' | 'onDeleteMessage'>): void {
    client.onDeleteMessage.add(({ channelId, messageIds }) => {
      if (channelId !== null) this.onDeleted(channelId, messageIds)
    })
    client.onNewMessage.add((message) => {
      const incoming = toIncomingMessage(message)
      if (incoming) this.#receive(incoming)
    })
  }

  /** Hands over what was kept, in order, and then each message as it comes. */
  deliverTo(deliver: (message: IncomingMessage) => void): void {
    const kept = this.#kept
    this.#kept = []
    this.#deliver = deliver
    for (const message of kept) deliver(message)
  }

  #receive(message: IncomingMessage): void {
    const id = `${message.chatId} ${message.messageId}`
    if (this.#seen.get(id)) return
    this.#seen.set(id, true)
    if (this.#deliver) this.#deliver(message)
    else if (this.#kept.length < MAX_KEPT) this.#kept.push(message)
  }
}

/** null for what no person wrote: channel posts, service messages, other bots, ourselves. */
function toIncomingMessage(message: Message): IncomingMessage | null {
  const { raw } = message
  if (raw._ !== 'message' || message.isOutgoing || message.sender.type !== 'user' || message.sender.isBot) return null
  const sender = toProfile(message.sender)
  const located = readMedia(raw.media)
  return {
    chatId: message.chat.id,
    messageId: message.id,
    sender,
    text: message.text,
    file: located && { chatId: message.chat.id, messageId: message.id, sender, file: located.file },
    isPrivate: message.chat.type === 'user',
  }
}

function toProfile({ id, firstName, username, raw }: User): UserProfile {
  return { id, firstName, username, languageCode: raw._ === 'user' ? (raw.langCode ?? null) : null }
}
