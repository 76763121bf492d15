/** A bot with one admin, for tests of what admins do; and what holds of everything it may ever say. */
import { thtml } from '@mtcute/html-parser'
import fc from 'fast-check'
import { expect } from 'vitest'
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

  /** @returns the answer */
  async say(text: string, options: Parameters<typeof message>[0] = {}): Promise<Reply> {
    const before = this.test.sent.length
    await this.test.receive(message({ text, userId: ADMIN, ...options }))
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

/** Telegram takes it: 4,096 characters (1,024 with a file), 100 pieces of markup, 100 buttons of 64 bytes. @returns the kinds of markup */
export function markupOf(reply: Reply): string[] {
  const parsed = thtml(reply.html)
  if (typeof parsed === 'string') throw new Error('expected text with entities')
  const entities = parsed.entities ?? []
  expect(parsed.text.length).toBeLessThanOrEqual(reply.attachment ? 1024 : 4096)
  expect(parsed.text.trim()).not.toBe('')
  expect(entities.length).toBeLessThanOrEqual(100)
  const buttons = (reply.buttons ?? []).flat()
  expect(buttons.length).toBeLessThanOrEqual(100)
  for (const row of reply.buttons ?? []) expect(row.length).toBeLessThanOrEqual(8)
  for (const button of buttons) {
    expect(button.text).not.toBe('')
    if ('data' in button) expect(button.data.length).toBeLessThanOrEqual(64)
    if ('copies' in button) expect(button.copies.length).toBeLessThanOrEqual(256)
  }
  return entities.map((it) => it._)
}

const hostile = fc
  .array(
    fc.oneof(
      fc.string({ maxLength: 200 }),
      fc.constantFrom('<b>', '</b>', '</code>', '</pre>', '&lt;', '<a href="x">', '"', '&', '<!--', '😀', '\n', '\u202e', '\r'),
    ),
    { minLength: 1 },
  )
  .map((parts) => `x${parts.join('')}x`)

/** Whatever people write, it is shown as text: the markup of the answer stays what it is. */
export async function staysText(answer: (text: string) => Reply | Promise<Reply>): Promise<void> {
  const plain = markupOf(await answer('plain'))
  await fc.assert(
    fc.asyncProperty(hostile, async (text) => {
      expect(markupOf(await answer(text))).toEqual(plain)
    }),
  )
}
