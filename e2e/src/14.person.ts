/** Somebody who talks to the bot: writes, reads what it says, and presses its buttons. */
import { userPeer, type Account, type CallbackAnswer, type ChatMessage, type Peer } from '@streambot/telegram-sim'
import type { TestServer } from './test-server.js'

const TIMEOUT_MS = 15_000

export class Person {
  /** @param chat where they talk to the bot: with it alone unless it says otherwise */
  constructor(
    private readonly server: TestServer,
    readonly account: Account,
    readonly chat: Peer = userPeer(server.bot.id),
    private readonly botId: number = server.bot.id,
  ) {}

  static new(server: TestServer, firstName: string, languageCode = 'en'): Person {
    return new Person(server, server.sim.world.createUser({ firstName, languageCode }))
  }

  /** What the bot answers. */
  async say(
    text: string,
    options: { readonly replyToId?: number; readonly media?: string } = {},
  ): Promise<ChatMessage> {
    const answer = this.#next((message) => message.senderId === this.botId)
    this.server.sim.world.sendAs(this.account.id, this.chat, { text, ...options })
    return answer
  }

  /** A file that nobody has sent before, with what the bot answers. */
  sendFile(name: string, caption = ''): Promise<ChatMessage> {
    const { id } = this.server.sim.world.putSyntheticFile(1000, name, { name, mimeType: 'video/mp4' })
    return this.say(caption, { media: id })
  }

  /** Everything in the chat that the bot wrote, as it is now, the oldest first. */
  get answers(): ChatMessage[] {
    const { world } = this.server.sim
    return world.readChat(this.account.id, this.chat).filter(({ senderId }) => senderId === this.botId)
  }

  /** As it is now. */
  look({ id }: ChatMessage): ChatMessage | null {
    return this.server.sim.world.readMessage(this.account.id, this.chat, id)
  }

  /** What the bot shows at once. */
  press(message: ChatMessage, button: string): Promise<CallbackAnswer> {
    return this.send(message, dataOf(this.look(message) ?? message, button))
  }

  /** The same with data of one's own making. */
  send(message: ChatMessage, data: Uint8Array): Promise<CallbackAnswer> {
    return this.server.sim.world.pressButton(this.account.id, this.chat, message.id, data)
  }

  /** @returns the message after the bot has changed it */
  async click(message: ChatMessage, button: string): Promise<ChatMessage> {
    const changed = this.#next(({ id }) => id === message.id)
    await this.press(message, button)
    return changed
  }

  /** @returns what the bot says in a new message */
  async ask(message: ChatMessage, button: string): Promise<ChatMessage> {
    const said = this.#next(({ id, senderId }) => id !== message.id && senderId === this.botId)
    await this.press(message, button)
    return said
  }

  #next(matches: (message: ChatMessage) => boolean): Promise<ChatMessage> {
    return this.server.sim.world.nextMessage(this.account.id, this.chat, matches, AbortSignal.timeout(TIMEOUT_MS))
  }
}

export function dataOf({ buttons, text }: ChatMessage, button: string): Uint8Array {
  const found = buttons.flat().find((it) => it.text === button)
  if (!found || !('data' in found)) throw new Error(`There is no button "${button}" under: ${text}`)
  return found.data
}

export function buttonsOf({ buttons }: ChatMessage): string[] {
  return buttons.flat().map(({ text }) => text)
}

/** The addresses in a card. */
export function linkIn({ text }: ChatMessage): string {
  const link = /http\S+\/dl\/\S+/.exec(text)?.[0]
  if (link === undefined) throw new Error(`There is no link in: ${text}`)
  return link
}
