/** Nobody but admins can learn that there are commands and buttons of admins, or which. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { AdminBot, ADMIN } from './admin-bot.fixture.js'
import { commandsFor, commandsForGroups, findCommand } from './commands/commands.js'
import { findPress } from './presses/presses.js'
import { signPress } from './press-data.js'
import { message, press, TestBot } from './test-bot.fixture.js'
import { textsFor } from './texts/texts.js'

const COMMANDS = [
  'doctor',
  'clients',
  'streams',
  'memory',
  'logs',
  'settings',
  'users',
  'user',
  'ban',
  'unban',
  'authorize',
  'deauthorize',
  'revoke',
  'broadcast',
  'token',
  'dashboard',
]
const texts = textsFor('en')

/** All that comes of it, for somebody who writes for the first time. */
async function effects(text: string, isPrivate: boolean): Promise<unknown> {
  const bot = new TestBot(undefined, { adminIds: [ADMIN] })
  await bot.receive(message({ text, userId: 8, isPrivate, replyToId: 3 }))
  return { sent: bot.sent, edits: bot.edits, logged: bot.logged }
}

describe('commands of admins', () => {
  it('are all there are: whoever adds one adds it here', () => {
    const known = commandsFor(true, texts).map(({ name }) => name)
    const others = commandsFor(false, texts).map(({ name }) => name)
    expect(known.filter((name) => !others.includes(name)).sort()).toEqual([...COMMANDS].sort())
  })

  it('are in docs/admin.md, each once', () => {
    const page = readFileSync(new URL('../../../../docs/admin.md', import.meta.url), 'utf8')
    const rows = [...page.matchAll(/^\| `\/(\w+)[^`]*` \|/gm)].map(([, name]) => name)
    expect([...rows].sort()).toEqual(['stats', ...COMMANDS].sort())
  })

  it.each(COMMANDS)('/%s is like a command that does not exist, in private and in groups', async (name) => {
    for (const isPrivate of [true, false]) {
      for (const args of ['', ' 8', ' me']) {
        expect(await effects(`/${name}${args}`, isPrivate)).toEqual(await effects(`/nonsense${args}`, isPrivate))
        expect(await effects(`/start ${name}`, isPrivate)).toEqual(await effects('/start nonsense', isPrivate))
      }
    }
    expect(findCommand(name, false, true)).toBeNull()
    expect(findCommand(name, true, true)).not.toBeNull()
  })

  it('are in no list and no help of anybody else', async () => {
    const bot = new TestBot(undefined, { adminIds: [ADMIN] })
    await bot.receive(message({ text: '/help', userId: 8 }))
    await bot.receive(message({ text: '/help', userId: ADMIN }, 2))
    const lists = [commandsFor(false, texts), commandsForGroups(texts)].flat().map(({ name }) => name)
    for (const name of COMMANDS) {
      expect(lists).not.toContain(name)
      expect(bot.texts[0]).not.toContain(`/${name} `)
      expect(bot.texts[1]).toContain(`/${name} `)
    }
  })

  it('are described for admins as Telegram takes it, in both languages', () => {
    for (const language of ['en', 'de']) {
      for (const { name, description } of commandsFor(true, textsFor(language))) {
        expect(name).toMatch(/^[a-z0-9_]{1,32}$/)
        expect(description.length).toBeGreaterThanOrEqual(3)
        expect(description.length).toBeLessThanOrEqual(256)
      }
    }
  })
})

describe('buttons of admins', () => {
  it('pressed by anybody else, or made up, are like buttons that do not exist', async () => {
    const admin = new AdminBot({
      memory: () => {
        throw new Error('never')
      },
      settings: { list: () => [] } as never,
    })
    const list = await admin.say('/settings')
    expect(list.html).toContain('Settings')
    const key = { id: 2, secret: new Uint8Array(32).fill(2), createdAtMs: 1 }
    const keys = { signing: key, key: () => key }
    const answers: unknown[] = []
    for (const name of ['memory.refresh', 'no.such', 'user.ban']) {
      const data = signPress(keys, 8, { name, args: ['9'] })
      await admin.test.receive(press({ html: '', buttons: [[{ text: 'x', data }]] }, 'x', 8))
      answers.push(admin.test.pressAnswers.at(-1))
    }
    expect(new Set(answers)).toEqual(new Set([texts.people.pressOutdated]))
    expect(admin.test.edits).toEqual([])
    expect(findPress('memory.refresh', true)).not.toBeNull()
  })
})
