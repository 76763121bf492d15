/** A bot with one admin, for tests of what admins do. */
import type { Reply } from '../ports/messenger.js'
import type { AdminActions } from './admin-actions.js'
import { message, press, TestBot } from './test-bot.fixture.js'

export const ADMIN = 7

export class AdminBot {
  readonly test: TestBot
  /** Who is an admin right now. */
  readonly adminIds = [ADMIN]

  constructor(admin: Partial<AdminActions> = {}) {
    this.test = new TestBot(undefined, { adminIds: this.adminIds, admin })
  }

  /** A command that answers a message has its number. @returns the answer */
  async say(text: string, options: Parameters<typeof message>[0] = {}): Promise<Reply> {
    const before = this.test.sent.length
    await this.test.receive(message({ text, userId: ADMIN, ...options }, options.replyToId ?? 1))
    const reply = this.test.sent[before]?.reply
    if (!reply) throw new Error(`There is no answer to ${text}`)
    return reply
  }

  /** @returns what comes of it: in place of the message, or as another one; null: neither */
  async press(reply: Reply, button: string, messageId = 1): Promise<Reply | null> {
    const [edits, sent] = [this.test.edits.length, this.test.sent.length]
    await this.test.receive(press(reply, button, ADMIN, messageId))
    return this.test.edits[edits]?.reply ?? this.test.sent[sent]?.reply ?? null
  }
}

export function buttonsOf({ buttons = [] }: Reply): string[] {
  return buttons.flat().map(({ text }) => text)
}
