/** Somebody who sends more files than they may have links in a day. */
import { userPeer, type Account } from '@streambot/telegram-sim'
import type { Stores } from 'streambot'
import { expect } from 'vitest'
import { ANSWERED_WITHIN } from './19.senders.js'
import type { TestServer } from './test-server.js'

const PAGE = 1000
const REFUSED_ALONE = /^You have made as many links as you may/
const REFUSED_TOGETHER = /Not taken: (\d+)/

export class DailySender {
  sent = 0

  constructor(
    private readonly telegram: TestServer,
    readonly person: Account,
    private readonly files: number,
  ) {}

  /** So many more, until all are sent. */
  send(count: number): void {
    const { sim, bot } = this.telegram
    for (let left = count; left > 0 && this.sent < this.files; left--) {
      const name = `daily-${this.sent}.bin`
      const { id } = sim.world.putSyntheticFile(1000 + this.sent++, name, { name, mimeType: 'video/mp4' })
      sim.world.sendAs(this.person.id, userPeer(bot.id), { media: id })
    }
  }

  async allAnswered(): Promise<void> {
    await expect.poll(() => this.#answered, ANSWERED_WITHIN).toBeGreaterThanOrEqual(this.sent)
  }

  /** Links of theirs that are recorded: how often they were told of each. */
  async toldOf({ links }: Stores): Promise<number[]> {
    const { links: made } = await links.list({ ownerId: this.person.id, limit: PAGE, after: null })
    return made.map(({ file }) => this.#said.filter((text) => linkedIn(text).has(file.name)).length)
  }

  /** Files with a link, and files that were not taken: several may be answered at once. */
  get #answered(): number {
    return this.#said.reduce((sum, text) => {
      const refused = REFUSED_ALONE.test(text) ? 1 : Number(REFUSED_TOGETHER.exec(text)?.[1] ?? 0)
      return sum + linkedIn(text).size + refused
    }, 0)
  }

  get #said(): string[] {
    const { sim, bot } = this.telegram
    const chat = sim.world.readChat(this.person.id, userPeer(bot.id))
    return chat.filter(({ senderId }) => senderId === bot.id).map(({ text }) => text)
  }
}

/** Names of the files that have a link there: by its address, or in a list of several. */
function linkedIn(text: string): Set<string> {
  const linked = text.matchAll(/(?:\/dl\/[^\s/]+\/|^\d+\. )(daily-\d+\.bin)/gm)
  return new Set([...linked].map(([, name = '']) => name))
}
