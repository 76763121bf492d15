/** Replies on their way to people, through the primary client. */
import { Long, tl, type InputText } from '@mtcute/core'
import { thtml } from '@mtcute/html-parser'
import { BotKeyboard } from '@mtcute/node'
import type { Randomness } from '../../ports/clock.js'
import type { IncomingMessage, Messenger, Reply } from '../../ports/messenger.js'
import { boundedCall } from '../bounded-call.js'
import { toStreamBotError } from '../telegram-error.js'
import { callPrimary, type Primary } from './primary-call.js'

const REPLY_TIMEOUT_MS = 60_000

export class TelegramMessenger implements Messenger {
  constructor(
    private readonly primary: Primary,
    private readonly randomness: Randomness,
  ) {}

  async reply(to: Pick<IncomingMessage, 'chatId' | 'messageId'>, reply: Reply, signal: AbortSignal): Promise<void> {
    try {
      await this.#send(to, reply, signal)
    } catch (error) {
      // Telegram takes no buttons to loopback addresses and the like; the same links stand in the text.
      if (tl.RpcError.is(error, 'BUTTON_URL_INVALID') && reply.buttons) {
        return this.reply(to, { html: reply.html }, signal)
      }
      // A call that is repeated has the same id: Telegram has the reply already.
      if (tl.RpcError.is(error, 'RANDOM_ID_DUPLICATE')) return
      throw toStreamBotError(error, 'Sending a reply')
    }
  }

  async #send(to: Pick<IncomingMessage, 'chatId' | 'messageId'>, reply: Reply, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    // `thtml` keeps line breaks as Telegram's own HTML does; the library's `html` would fold them.
    const text: InputText = thtml(reply.html)
    const rows = reply.buttons?.map((row) => row.map((button) => BotKeyboard.url(button.text, button.url)))
    const randomId = Long.fromBytesLE([...this.randomness.bytes(8)])
    await boundedCall(signal, REPLY_TIMEOUT_MS, (limits) =>
      callPrimary(this.primary, limits.abortSignal, ({ client }) =>
        client.sendText(to.chatId, text, {
          randomId,
          replyTo: to.messageId,
          disableWebPreview: true,
          ...limits,
          ...(rows ? { replyMarkup: BotKeyboard.inline(rows) } : {}),
        }),
      ),
    )
  }
}
