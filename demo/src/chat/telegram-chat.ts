/** The chat in the simulated Telegram's world. */
import { stat } from 'node:fs/promises'
import type { MessageView, PressAnswer } from '@streambot/web'
import { RpcError, userPeer, type FileDescription, type Peer, type World } from '@streambot/telegram-sim'
import { ChatRefusal, type Chat, type OutgoingFile } from './chat.js'
import { toMessageView } from './message-view.js'

const SHOWN_MESSAGES = 300
const PRESS_TIMEOUT_MS = 15_000
/** Telegram makes photos of pictures up to this size; larger ones travel as files. */
const MAX_PHOTO_BYTES = 10_000_000

export interface TelegramChatOptions {
  readonly world: World
  readonly personId: number
  readonly botId: number
}

export class TelegramChat implements Chat {
  readonly names: Chat['names']
  readonly #world: World
  readonly #personId: number
  readonly #bot: Peer
  readonly #uploadKeys = new Map<number, string>()

  constructor({ world, personId, botId }: TelegramChatOptions) {
    this.#world = world
    this.#personId = personId
    this.#bot = userPeer(botId)
    const bot = world.account(botId)
    this.names = {
      bot: { name: bot.firstName, username: bot.username },
      person: { name: world.account(personId).firstName },
    }
  }

  read(): MessageView[] {
    return this.#world
      .readChat(this.#personId, this.#bot, SHOWN_MESSAGES)
      .filter((message) => !message.service)
      .map((message) => toMessageView(message, this.#uploadKeys.get(message.id) ?? null))
  }

  async changed(signal: AbortSignal): Promise<void> {
    await this.#world.nextMessage(this.#personId, this.#bot, () => true, signal)
  }

  /** Resolves at the bot's next message. */
  async changedByBot(signal: AbortSignal): Promise<void> {
    await this.#world.nextMessage(this.#personId, this.#bot, (message) => !message.out, signal)
  }

  sendText(text: string): number {
    return asked(() => this.#world.sendAs(this.#personId, this.#bot, { text }).id)
  }

  async sendFile(file: OutgoingFile): Promise<number> {
    const { size } = await stat(file.path)
    const stored = await this.#world.putFileFromDisk(file.path, describe(file, size))
    const { id } = asked(() => this.#world.sendAs(this.#personId, this.#bot, { media: stored.id }))
    if (file.uploadKey !== null) this.#uploadKeys.set(id, file.uploadKey)
    return id
  }

  async press(messageId: number, data: Uint8Array, signal: AbortSignal): Promise<PressAnswer> {
    try {
      const limits = { signal, timeoutMs: PRESS_TIMEOUT_MS }
      const { text } = await this.#world.pressButton(this.#personId, this.#bot, messageId, data, limits)
      return { text }
    } catch (error) {
      throw toRefusal(error)
    }
  }
}

/** A JPEG of known size goes as a photo, as phones send it: without a name. A video of unknown length goes as a file. */
function describe({ name, mimeType, media }: OutgoingFile, sizeBytes: number): FileDescription {
  const described: FileDescription = { kind: 'document', name, ...(mimeType !== null && { mimeType }) }
  if (media === null || mimeType === null) return described
  const { width, height, durationSeconds } = media
  const size = width === null || height === null ? null : { width, height }
  if (mimeType === 'image/jpeg' && size && sizeBytes <= MAX_PHOTO_BYTES) return { kind: 'photo', mimeType, ...size }
  if (durationSeconds === null) return described
  if (mimeType.startsWith('video/') && size) return { ...described, kind: 'video', durationSeconds, ...size }
  return mimeType.startsWith('audio/') ? { ...described, kind: 'audio', durationSeconds } : described
}

function asked<Result>(operation: () => Result): Result {
  try {
    return operation()
  } catch (error) {
    throw toRefusal(error)
  }
}

function toRefusal(error: unknown): unknown {
  return error instanceof RpcError ? new ChatRefusal(`Telegram answered ${error.message}`, { cause: error }) : error
}
