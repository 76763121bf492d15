/** People who send files, and what each of them is answered. */
import { userPeer, type Account, type ChatMessage } from '@streambot/telegram-sim'
import { expect } from 'vitest'
import type { TestServer } from './test-server.js'

export const ANSWERED_WITHIN = { timeout: 60_000, interval: 20 }

/** Files with a name of their own each, so that answers can be told apart. */
export class Senders {
  readonly #sent: { readonly person: Account; readonly name: string }[] = []
  #count = 0

  constructor(private readonly server: TestServer) {}

  get count(): number {
    return this.#sent.length
  }

  newPerson(): Account {
    return this.server.sim.world.createUser({ firstName: `Person ${++this.#count}` })
  }

  send(person: Account): void {
    const { world } = this.server.sim
    const name = `file-${this.#sent.length}-of-${person.id}.bin`
    const description = { name, mimeType: 'video/mp4' }
    const { id } = world.putSyntheticFile(1000 + this.#sent.length, name, description)
    this.#sent.push({ person, name })
    world.sendAs(person.id, userPeer(this.server.bot.id), { media: id })
  }

  answersTo(person: Account): ChatMessage[] {
    const chat = this.server.sim.world.readChat(person.id, userPeer(this.server.bot.id))
    return chat.filter((message) => !message.out)
  }

  /** How many answers each file has. */
  get answers(): number[] {
    const texts = new Map<number, string[]>()
    return this.#sent.map(({ person, name }) => {
      const said = texts.get(person.id) ?? this.answersTo(person).map(({ text }) => text)
      texts.set(person.id, said)
      // A single answer names the file in its links as well: it is one answer.
      return said.filter((text) => text.includes(name)).length
    })
  }

  get answered(): number {
    return this.answers.filter((count) => count > 0).length
  }

  async allAnsweredOnce(): Promise<void> {
    await expect.poll(() => this.answered, ANSWERED_WITHIN).toBe(this.count)
    expect(this.answers.filter((count) => count !== 1)).toEqual([])
  }
}
