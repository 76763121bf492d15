import { describe, expect, it } from 'vitest'
import type { AdminActions } from '../admin-actions.js'
import { ADMIN, AdminBot } from '../admin-bot.fixture.js'
import { message, TestBot } from '../test-bot.fixture.js'

const NOW_MS = Date.UTC(2026, 10, 24, 10, 15)

function setUp(door: Partial<NonNullable<AdminActions['dashboard']>> | null = {}) {
  const asked: number[] = []
  const logIn = (adminId: number) => {
    asked.push(adminId)
    return { url: `https://files.example.org/x/admin#login=code${asked.length}`, expiresAtMs: NOW_MS + 300_000 }
  }
  const bot = new AdminBot({ dashboard: door && { isAddressKnown: true, logIn, ...door } })
  bot.test.nowMs = NOW_MS
  return { bot, asked }
}

describe('/dashboard', () => {
  it('gives an admin a button that logs them in, another one each time, and says how long it works', async () => {
    const { bot, asked } = setUp()
    const first = await bot.say('/dashboard')
    expect(first.buttons).toEqual([
      [{ text: 'Open the dashboard', url: 'https://files.example.org/x/admin#login=code1' }],
    ])
    expect(first.html).toContain('2026-11-24 10:20')
    // Whoever looks at the text, or passes it on, has no way in.
    expect(first.html).not.toContain('code1')
    expect(first.html).not.toContain('BASE_URL')
    const second = await bot.say('/dashboard')
    expect(second.buttons?.[0]?.[0]).toMatchObject({ url: 'https://files.example.org/x/admin#login=code2' })
    expect(asked).toEqual([ADMIN, ADMIN])
  })

  it('says what to set where nobody said at which address the server is', async () => {
    const { bot } = setUp({ isAddressKnown: false })
    const { html, buttons } = await bot.say('/dashboard')
    expect(html).toContain('BASE_URL')
    expect(html).toContain('<code>https://files.example.org</code>')
    expect(buttons).toHaveLength(1)
  })

  it('says what to set where it is switched off', async () => {
    const { bot, asked } = setUp(null)
    const { html, buttons } = await bot.say('/dashboard')
    expect(html).toContain('DASHBOARD=on')
    expect([buttons, asked]).toEqual([undefined, []])
  })

  it('is no command for anybody else, nor in a group', async () => {
    const logIn = () => {
      throw new Error('somebody was let in')
    }
    const test = new TestBot(undefined, { adminIds: [ADMIN], admin: { dashboard: { isAddressKnown: true, logIn } } })
    await test.receive(message({ text: '/dashboard', userId: 9 }))
    await test.receive(message({ text: '/dashboard', userId: ADMIN, isPrivate: false, chatId: -1001 }))
    for (const { reply } of test.sent) expect(JSON.stringify(reply)).not.toContain('admin#login')
  })
})
