/** What the bot says and shows, through the primary client. */
import { createHash } from 'node:crypto'
import { Long, MtPeerNotFoundError, tl, type InputText } from '@mtcute/core'
import { thtml } from '@mtcute/html-parser'
import { BotKeyboard, InputMedia, type TelegramClient } from '@mtcute/node'
import { toPlainChannelId } from '../../core/channel-id.js'
import type {
  BotCommand,
  Button,
  Buttons,
  CommandAudience,
  Destination,
  FoundMessage,
  Messenger,
  PressAnswer,
  QuotedMessage,
  Reply,
} from '../../ports/messenger.js'
import { boundedCall } from '../bounded-call.js'
import { inputChannel } from '../clients/log-channel-access.js'
import { toStreamBotError } from '../telegram-error.js'
import { toFoundMessage } from './incoming-message.js'
import { callPrimary, type Primary } from './primary-call.js'
import { toQuotedMessage } from './quoted-message.js'

const SEND_TIMEOUT_MS = 60_000
const CALL_TIMEOUT_MS = 15_000

/** What Telegram says where nothing is left to do, or nothing can be done. */
const NOTHING_TO_DO = {
  // Sent already, or nobody there to be answered.
  send: ['RANDOM_ID_DUPLICATE', 'USER_IS_BLOCKED', 'INPUT_USER_DEACTIVATED', 'CHAT_WRITE_FORBIDDEN', 'CHANNEL_PRIVATE'],
  edit: ['MESSAGE_NOT_MODIFIED', 'MESSAGE_ID_INVALID', 'MESSAGE_EDIT_TIME_EXPIRED'],
  remove: ['MESSAGE_ID_INVALID', 'MESSAGE_DELETE_FORBIDDEN'],
  answerPress: ['QUERY_ID_INVALID'],
  working: ['USER_IS_BLOCKED', 'CHAT_WRITE_FORBIDDEN'],
  announce: ['PEER_ID_INVALID', 'USER_ID_INVALID', 'INPUT_USER_DEACTIVATED', 'USER_IS_BLOCKED'],
  mayEditPosts: ['CHANNEL_PRIVATE', 'CHANNEL_INVALID', 'USER_NOT_PARTICIPANT', 'CHAT_ADMIN_REQUIRED'],
  putButtons: [
    'CHAT_ADMIN_REQUIRED',
    'CHAT_WRITE_FORBIDDEN',
    'MESSAGE_AUTHOR_REQUIRED',
    'CHANNEL_PRIVATE',
    'CHANNEL_INVALID',
    'MESSAGE_ID_INVALID',
    'MESSAGE_NOT_MODIFIED',
  ],
} as const satisfies Record<string, readonly string[]>

interface Limits {
  readonly abortSignal: AbortSignal
}

export class TelegramMessenger implements Messenger {
  constructor(private readonly primary: Primary) {}

  async send(to: Destination, reply: Reply, signal: AbortSignal): Promise<number | null> {
    const doing = { doing: 'Sending a reply', timeoutMs: SEND_TIMEOUT_MS, ignored: NOTHING_TO_DO.send }
    const sending = (target: Destination) =>
      this.#withButtons(reply, (shown) =>
        this.#call(doing, signal, (client, limits) => sendReply(client, target, shown, limits)),
      )
    try {
      return await sending(to)
    } catch (error) {
      // What it answers was deleted meanwhile.
      if (to.replyTo === null || !isRefused(error, 'REPLY_MESSAGE_ID_INVALID')) throw error
      return sending({ ...to, replyTo: null })
    }
  }

  async edit(chatId: number, messageId: number, reply: Reply, signal: AbortSignal): Promise<void> {
    const doing = { doing: 'Changing a message', timeoutMs: CALL_TIMEOUT_MS, ignored: NOTHING_TO_DO.edit }
    await this.#withButtons(reply, (shown) =>
      this.#call(doing, signal, (client, limits) =>
        client.editMessage({
          chatId,
          message: messageId,
          text: toText(shown.html),
          disableWebPreview: true,
          replyMarkup: BotKeyboard.inline(toRows(shown.buttons ?? [])),
          ...limits,
        }),
      ),
    )
  }

  async remove(chatId: number, messageIds: readonly number[], signal: AbortSignal): Promise<void> {
    const doing = { doing: 'Removing a message', timeoutMs: CALL_TIMEOUT_MS, ignored: NOTHING_TO_DO.remove }
    await this.#call(doing, signal, (client) => client.deleteMessagesById(chatId, [...messageIds]))
  }

  async answerPress(pressId: string, { text, isAlert }: PressAnswer, signal: AbortSignal): Promise<void> {
    const doing = { doing: 'Answering a button', timeoutMs: CALL_TIMEOUT_MS, ignored: NOTHING_TO_DO.answerPress }
    const request = {
      _: 'messages.setBotCallbackAnswer',
      queryId: Long.fromString(pressId),
      cacheTime: 0,
      ...(text === null ? {} : { message: text }),
      ...(isAlert ? { alert: true } : {}),
    } as const
    await this.#call(doing, signal, (client, limits) => client.call(request, limits))
  }

  async showWorking(chatId: number, signal: AbortSignal): Promise<void> {
    const doing = { doing: 'Showing a sign of work', timeoutMs: CALL_TIMEOUT_MS, ignored: NOTHING_TO_DO.working }
    await this.#call(doing, signal, async (client, limits) =>
      client.call(
        {
          _: 'messages.setTyping',
          peer: await client.resolvePeer(chatId),
          action: { _: 'sendMessageUploadDocumentAction', progress: 0 },
        },
        limits,
      ),
    )
  }

  async find(chatId: number, messageIds: readonly number[], signal: AbortSignal): Promise<FoundMessage[]> {
    return this.#find(chatId, messageIds, false, signal)
  }

  async findAnswered(chatId: number, messageId: number, signal: AbortSignal): Promise<FoundMessage | null> {
    const [found] = await this.#find(chatId, [messageId], true, signal)
    return found ?? null
  }

  async mayEditPosts(channelId: number, signal: AbortSignal): Promise<boolean> {
    const doing = { doing: 'Asking for its rights', timeoutMs: CALL_TIMEOUT_MS, ignored: NOTHING_TO_DO.mayEditPosts }
    const channel = inputChannel(toPlainChannelId(channelId))
    const request = { _: 'channels.getParticipant', channel, participant: { _: 'inputPeerSelf' } } as const
    const answer = await this.#call(doing, signal, (client, limits) => client.call(request, limits))
    const self = answer?.participant
    return self?._ === 'channelParticipantAdmin' && self.adminRights.editMessages === true
  }

  async username(signal: AbortSignal): Promise<string | null> {
    const doing = { doing: 'Asking for its name', timeoutMs: CALL_TIMEOUT_MS, ignored: [] }
    const self = await this.#call(doing, signal, (client) => client.storage.self.fetch())
    return self?.usernames[0] ?? null
  }

  async quote(chatId: number, messageId: number, signal: AbortSignal): Promise<QuotedMessage | null> {
    const doing = { doing: 'Reading a message', timeoutMs: CALL_TIMEOUT_MS, ignored: [] }
    const found = await this.#call(doing, signal, (client) => client.getMessages(chatId, messageId, true))
    const [message] = found ?? []
    return message ? toQuotedMessage(message) : null
  }

  async putButtons(channelId: number, messageId: number, buttons: Buttons, signal: AbortSignal): Promise<boolean> {
    const doing = {
      doing: 'Putting buttons under a post',
      timeoutMs: CALL_TIMEOUT_MS,
      ignored: NOTHING_TO_DO.putButtons,
    }
    const shown = await this.#withButtons({ html: '', buttons }, (reply) =>
      this.#call(doing, signal, (client, limits) =>
        client.editMessage({
          chatId: channelId,
          message: messageId,
          replyMarkup: BotKeyboard.inline(toRows(reply.buttons ?? [])),
          ...limits,
        }),
      ),
    )
    return shown !== null
  }

  async announceCommands(
    { language, chats }: CommandAudience,
    commands: readonly BotCommand[],
    signal: AbortSignal,
  ): Promise<void> {
    const doing = { doing: 'Announcing commands', timeoutMs: CALL_TIMEOUT_MS, ignored: NOTHING_TO_DO.announce }
    await this.#call(doing, signal, async (client, limits) => {
      const scope = await toScope(client, chats)
      if (!scope) return
      await client.call(
        {
          _: 'bots.setBotCommands',
          scope,
          langCode: language ?? '',
          commands: commands.map(({ name, description }) => ({ _: 'botCommand', command: name, description })),
        },
        limits,
      )
    })
  }

  async #find(
    chatId: number,
    messageIds: readonly number[],
    isAnswered: boolean,
    signal: AbortSignal,
  ): Promise<FoundMessage[]> {
    const doing = { doing: 'Reading messages', timeoutMs: CALL_TIMEOUT_MS, ignored: [] }
    const found = await this.#call(doing, signal, (client) => client.getMessages(chatId, [...messageIds], isAnswered))
    return (found ?? [])
      .flatMap((message) => (message && toFoundMessage(message)) ?? [])
      .filter((message) => message.chatId === chatId)
  }

  /** @returns null where Telegram says one of `ignored` */
  async #call<T>(
    { doing, timeoutMs, ignored }: { doing: string; timeoutMs: number; ignored: readonly string[] },
    signal: AbortSignal,
    call: (client: TelegramClient, limits: Limits) => Promise<T>,
  ): Promise<T | null> {
    signal.throwIfAborted()
    try {
      return await boundedCall(signal, timeoutMs, (limits) =>
        callPrimary(this.primary, limits.abortSignal, ({ client }) => call(client, limits)),
      )
    } catch (error) {
      if (tl.RpcError.is(error) && ignored.includes(error.text)) return null
      throw isForGood(error)
        ? new Error(`${doing}: Telegram answered ${error.text}`, { cause: error })
        : toStreamBotError(error, doing)
    }
  }

  /** Telegram takes no buttons to loopback addresses and the like; the same links stand in the text. */
  async #withButtons<T>(reply: Reply, show: (reply: Reply) => Promise<T>): Promise<T> {
    try {
      return await show(reply)
    } catch (error) {
      if (!isRefused(error, 'BUTTON_URL_INVALID') || !reply.buttons) throw error
      return show({ ...reply, buttons: withoutUrls(reply.buttons) })
    }
  }
}

async function sendReply(client: TelegramClient, to: Destination, reply: Reply, limits: Limits): Promise<number> {
  const { attachment } = reply
  const replyMarkup = reply.asksForAnswer
    ? BotKeyboard.forceReply({ singleUse: true, selective: true })
    : reply.buttons && reply.buttons.length > 0
      ? BotKeyboard.inline(toRows(reply.buttons))
      : null
  const params = {
    randomId: toRandomId(to),
    ...(to.replyTo === null ? {} : { replyTo: to.replyTo }),
    ...(replyMarkup ? { replyMarkup } : {}),
    ...limits,
  }
  if (!attachment) {
    const { id } = await client.sendText(to.chatId, toText(reply.html), { disableWebPreview: true, ...params })
    return id
  }
  const { bytes, name: fileName, mimeType: fileMime } = attachment
  const media = InputMedia.document(bytes, { fileName, fileMime, caption: toText(reply.html) })
  const { id } = await client.sendMedia(to.chatId, media, params)
  return id
}

/** null: the bot has never met this person. */
async function toScope(
  client: TelegramClient,
  chats: CommandAudience['chats'],
): Promise<tl.TypeBotCommandScope | null> {
  if (chats === 'private') return { _: 'botCommandScopeUsers' }
  if (chats === 'groups') return { _: 'botCommandScopeChats' }
  try {
    return { _: 'botCommandScopePeer', peer: await client.resolvePeer(chats) }
  } catch (error) {
    if (error instanceof MtPeerNotFoundError) return null
    throw error
  }
}

/** The same for the same reply, so that Telegram refuses to send it twice (core.telegram.org/method/messages.sendMessage). */
function toRandomId({ chatId, name }: Destination): Long {
  const digest = createHash('sha256').update(`${chatId} ${name}`).digest()
  return Long.fromBytesLE([...digest.subarray(0, 8)])
}

/** `thtml` keeps line breaks as Telegram's own HTML does; the library's `html` would fold them. */
function toText(html: string): InputText {
  return thtml(html)
}

function toRows(buttons: Buttons): tl.TypeKeyboardButton[][] {
  return buttons.map((row) => row.map(toButton))
}

function toButton(button: Button): tl.TypeKeyboardButton {
  if ('url' in button) return BotKeyboard.url(button.text, button.url)
  if ('copies' in button) return BotKeyboard.copy({ text: button.text, copyText: button.copies })
  return BotKeyboard.callback(button.text, button.data)
}

function isRefused(error: unknown, text: string): boolean {
  return error instanceof Error && tl.RpcError.is(error.cause) && error.cause.text === text
}

/** A request that Telegram does not take, however often it is made. */
function isForGood(error: unknown): error is tl.RpcError {
  return tl.RpcError.is(error) && (error.code === 400 || error.code === 403)
}

function withoutUrls(buttons: Buttons): Buttons {
  return buttons.map((row) => row.filter((button) => !('url' in button))).filter((row) => row.length > 0)
}
