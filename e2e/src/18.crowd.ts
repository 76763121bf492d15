/** Thousands of people who have talked to the bot. Some do not want to hear from it any more, and some are gone. */
import { userPeer, type Account, type ChatMessage } from '@streambot/telegram-sim'
import type { TestServer } from './test-server.js'

/** A message of Ada's that is to reach everybody. */
export interface Post {
  readonly text: string
  readonly fileId: string | null
  /** Where the bot finds it. */
  readonly chatId: number
  readonly messageId: number
}

const ANSWERS_LIMIT_MS = 60_000

export class Crowd {
  private constructor(
    private readonly server: TestServer,
    /** Ada too: she has talked to the bot like anybody. */
    readonly people: readonly Account[],
  ) {}

  /** Each of them starts the bot and is answered by the server that runs. */
  static async gather(server: TestServer, size: number): Promise<Crowd> {
    const { world } = server.sim
    const people = Array.from({ length: size - 1 }, (_, at) => world.createUser({ firstName: `Person ${at}` }))
    const crowd = new Crowd(server, [server.ada, ...people])
    const unanswered = new Set(crowd.people.map(({ id }) => id))
    const answered = crowd.until(({ senderId }, viewerId) => {
      if (senderId === server.bot.id) unanswered.delete(viewerId)
      return unanswered.size === 0
    })
    for (const { id } of crowd.people) world.startBot(id, server.bot.id)
    await answered
    return crowd
  }

  /** Every so many of those who are reachable block the bot; the one after each of them deletes their account. */
  lose(oneIn: number): void {
    const { world } = this.server.sim
    const [, ...others] = this.reachable
    for (const [at, { id }] of others.entries()) {
      if (at % oneIn === 0) world.block(id, this.server.bot.id)
      if (at % oneIn === 1) world.deleteAccount(id)
    }
  }

  get reachable(): Account[] {
    return this.people.filter((person) => this.#isReachable(person))
  }

  /** @param fileId of a file that the text is the caption of */
  post(text: string, fileId: string | null = null): Post {
    const { world } = this.server.sim
    const { ada, bot } = this.server
    world.sendAs(ada.id, userPeer(bot.id), { text, ...(fileId !== null && { media: fileId }) })
    const atBot = world.readChat(bot.id, userPeer(ada.id)).findLast((message) => message.text === text)
    if (!atBot) throw new Error('The post has not reached the bot')
    return { text, fileId, chatId: ada.id, messageId: atBot.id }
  }

  /** How many copies of the post have arrived. */
  arrived({ text }: Post): number {
    return this.people.reduce((sum, person) => sum + this.#copies(person, text).length, 0)
  }

  /** Resolves when so many copies have arrived, from now on. */
  arriving({ text }: Post, count: number): Promise<void> {
    let arrived = 0
    return this.until((message) => message.text === text && !message.out && ++arrived >= count)
  }

  /** Whoever has not exactly one true copy, or is not to have one and has; empty when all is well. */
  wronged({ text, fileId }: Post): string[] {
    return this.people.flatMap((person) => {
      const copies = this.#copies(person, text)
      const isTrue = copies.every(
        ({ media, forwardedFrom }) => (media?.fileId ?? null) === fileId && forwardedFrom === null,
      )
      const due = this.#isReachable(person) ? 1 : 0
      return copies.length === due && isTrue ? [] : [`${person.id} has ${copies.length} of ${due}`]
    })
  }

  /** @param isIt of each message that somebody gets, until it is true */
  until(isIt: (message: ChatMessage, viewerId: number) => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const end = (finish: () => void) => {
        clearTimeout(limit)
        forget()
        finish()
      }
      const tooLate = () => reject(new Error('The messages that are waited for do not come'))
      const limit = setTimeout(() => end(tooLate), ANSWERS_LIMIT_MS)
      const forget = this.server.sim.world.onMessage((viewerId, message) => {
        if (isIt(message, viewerId)) end(resolve)
      })
    })
  }

  #isReachable({ isDeleted, blocked }: Account): boolean {
    return !isDeleted && !blocked.has(this.server.bot.id)
  }

  #copies({ id }: Account, text: string): ChatMessage[] {
    const messages = this.server.sim.world.readChat(id, userPeer(this.server.bot.id))
    return messages.filter((message) => message.text === text && !message.out)
  }
}
