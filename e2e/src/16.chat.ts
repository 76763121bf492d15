/** A person in a chat with the bot: what they say and press, and what they see of it. */
import {
  userPeer,
  type Account,
  type ButtonView,
  type CallbackAnswer,
  type ChatMessage,
  type Peer,
} from '@streambot/telegram-sim'
import type { TestServer } from './test-server.js'

const LIMIT_MS = 20_000

export class Chat {
  readonly #peer: Peer

  /** @param group null: the private chat */
  constructor(
    private readonly server: TestServer,
    readonly person: Account,
    group: Peer | null = null,
  ) {
    this.#peer = group ?? userPeer(server.bot.id)
  }

  /** @returns the answer of the bot */
  async say(text: string, replyToId?: number): Promise<ChatMessage> {
    const lastId = this.lastId
    const answered = this.next((message) => message.id > lastId && message.editDate === null)
    this.tell(text, replyToId)
    return answered
  }

  /** Nobody waits for an answer. */
  tell(text: string, replyToId?: number): ChatMessage {
    const { world } = this.server.sim
    return world.sendAs(this.person.id, this.#peer, { text, ...(replyToId !== undefined && { replyToId }) })
  }

  /** @returns what is said at once, and the message that is changed by it or comes of it */
  async press(message: ChatMessage, text: string): Promise<{ answer: CallbackAnswer; message: ChatMessage }> {
    const lastId = this.lastId
    const came = this.next((it) => it.id === message.id || it.id > lastId)
    const [answer, changed] = await Promise.all([this.pressOnly(message, text), came])
    return { answer, message: changed }
  }

  /** The same where other messages may come meanwhile. */
  async change(message: ChatMessage, text: string): Promise<{ answer: CallbackAnswer; message: ChatMessage }> {
    const came = this.next(({ id }) => id === message.id)
    const [answer, changed] = await Promise.all([this.pressOnly(message, text), came])
    return { answer, message: changed }
  }

  /** Nothing else is waited for. */
  pressOnly(message: ChatMessage, text: string): Promise<CallbackAnswer> {
    const button = message.buttons.flat().find((it) => it.text === text)
    if (!button || !('data' in button))
      throw new Error(`There is no button "${text}": ${buttonsOf(message).join(', ')}`)
    const { world } = this.server.sim
    return world.pressButton(this.person.id, this.#peer, message.id, button.data, { timeoutMs: LIMIT_MS })
  }

  /** The next message of the bot that appears or is changed from now on. */
  next(matches: (message: ChatMessage) => boolean): Promise<ChatMessage> {
    const { world } = this.server.sim
    const isIt = (message: ChatMessage) => message.senderId === this.server.bot.id && matches(message)
    return world.nextMessage(this.person.id, this.#peer, isIt, AbortSignal.timeout(LIMIT_MS))
  }

  /** As it is now. */
  now({ id }: ChatMessage): ChatMessage {
    const message = this.server.sim.world.readMessage(this.person.id, this.#peer, id)
    if (!message) throw new Error(`Message ${id} is gone`)
    return message
  }

  /** What the bot has said so far, the oldest first. */
  get said(): ChatMessage[] {
    const { world } = this.server.sim
    return world.readChat(this.person.id, this.#peer).filter(({ senderId }) => senderId === this.server.bot.id)
  }

  get lastId(): number {
    return this.server.sim.world.readChat(this.person.id, this.#peer, 1)[0]?.id ?? 0
  }
}

export function buttonsOf({ buttons }: ChatMessage): string[] {
  return buttons.flat().map(({ text }: ButtonView) => text)
}
