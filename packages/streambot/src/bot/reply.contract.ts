/** What holds of everything the bot may ever say: Telegram takes it, and what people wrote is shown as text. */
import { thtml } from '@mtcute/html-parser'
import fc from 'fast-check'
import { expect } from 'vitest'
import type { Reply } from '../ports/messenger.js'

/** 4,096 UTF-16 units (1,024 with a file), none of them half a character, 100 pieces of markup, 100 buttons of 64 bytes. @returns the kinds of markup */
export function markupOf(reply: Reply): string[] {
  const parsed = thtml(reply.html)
  if (typeof parsed === 'string') throw new Error('expected text with entities')
  const entities = parsed.entities ?? []
  expect(parsed.text.length).toBeLessThanOrEqual(reply.attachment ? 1024 : 4096)
  expect(parsed.text.trim()).not.toBe('')
  expect(parsed.text).not.toMatch(/\p{Surrogate}/u)
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
      fc.constantFrom(
        '<b>',
        '</b>',
        '</code>',
        '</pre>',
        '&lt;',
        '<a href="x">',
        '"',
        '&',
        '<!--',
        '😀',
        '\n',
        '\u202e',
        '\r',
      ),
    ),
    { minLength: 1 },
  )
  .map((parts) => `x${parts.join('')}x`)

/** What takes the most room: each of these is two UTF-16 units, and there is nothing to break a line at. As much as a message holds beside a command. */
export const LONGEST = '𝕬'.repeat(2030)

/** Whatever people write, it is shown as text: the markup of the answer stays what it is, and all of it fits. */
export async function staysText(answer: (text: string) => Reply | Promise<Reply>): Promise<void> {
  const plain = markupOf(await answer('plain'))
  for (const worst of [LONGEST, `${'👩‍👩‍👧‍👦'.repeat(300)} ${LONGEST}`]) markupOf(await answer(worst))
  await fc.assert(
    fc.asyncProperty(hostile, async (text) => {
      expect(markupOf(await answer(text))).toEqual(plain)
    }),
  )
}
