/**
 * The primary client's updates as `IncomingMessage`s. Updates begin to flow the moment the client is logged in, which is before
 * anybody can answer: the inbox keeps them until `deliverTo` is called. A client that was built anew may be sent again what the
 * last one handled: the inbox delivers each message once.
 */
import type { Message, TelegramClient } from '@mtcute/node'
import type { IncomingMessage } from '../../ports/messenger.js'
import { readMedia } from '../files/media.js'
import { RecentMap } from '../files/recent-map.js'

const MAX_KEPT = 10_000
const MAX_REMEMBERED = 10_000

export class TelegramInbox {
  #kept: IncomingMessage[] = []
  readonly #seen = new RecentMap<string, true>(MAX_REMEMBERED)
  #deliver: ((message: IncomingMessage) => void) | null = null

  /** Call before the client logs in, so that nothing is missed. */
  attach(client: Pick<TelegramClient, 'onNewMessage'>): void {
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
  const { sender, raw } = message
  if (raw._ !== 'message' || message.isOutgoing || sender.type !== 'user' || sender.isBot) return null
  const located = readMedia(raw.media)
  return {
    chatId: message.chat.id,
    messageId: message.id,
    sender: {
      id: sender.id,
      firstName: sender.firstName,
      languageCode: sender.raw._ === 'user' ? (sender.raw.langCode ?? null) : null,
    },
    text: message.text,
    file: located && {
      chatId: message.chat.id,
      messageId: message.id,
      senderId: sender.id,
      file: located.file,
    },
    isPrivate: message.chat.type === 'user',
  }
}
