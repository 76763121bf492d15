/** The primary client's updates as `IncomingMessage`s, and replies on their way back. */
import { tl, type InputText } from '@mtcute/core'
import { html } from '@mtcute/html-parser'
import { BotKeyboard, type Message, type TelegramClient } from '@mtcute/node'
import type { IncomingMessage, Messenger, Reply } from '../ports/messenger.js'
import { readMedia } from './media.js'
import { toStreamBotError } from './telegram-error.js'

export class TelegramMessenger implements Messenger {
  constructor(private readonly client: TelegramClient) {}

  async reply(to: Pick<IncomingMessage, 'chatId' | 'messageId'>, reply: Reply, signal: AbortSignal): Promise<void> {
    try {
      await this.#send(to, reply, signal)
    } catch (error) {
      // Telegram takes no buttons to loopback addresses and the like; the same links stand in the text.
      if (tl.RpcError.is(error, 'BUTTON_URL_INVALID') && reply.buttons) {
        return this.reply(to, { html: reply.html }, signal)
      }
      throw toStreamBotError(error, 'Sending a reply')
    }
  }

  async #send(to: Pick<IncomingMessage, 'chatId' | 'messageId'>, reply: Reply, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    const text: InputText = html(reply.html)
    const rows = reply.buttons?.map((row) => row.map((button) => BotKeyboard.url(button.text, button.url)))
    await this.client.sendText(to.chatId, text, {
      replyTo: to.messageId,
      disableWebPreview: true,
      ...(rows ? { replyMarkup: BotKeyboard.inline(rows) } : {}),
    })
  }
}

/** Calls `onMessage` for each message a person sends; the returned function stops that. */
export function listen(client: TelegramClient, onMessage: (message: IncomingMessage) => void): () => void {
  const handler = (message: Message) => {
    const incoming = toIncomingMessage(message)
    if (incoming) onMessage(incoming)
  }
  client.onNewMessage.add(handler)
  return () => client.onNewMessage.remove(handler)
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
