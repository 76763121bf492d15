import { describe, expect, it } from 'vitest'
import { keepLinks } from '../own-links.fixture.js'
import { message, TestBot } from '../test-bot.fixture.js'

const says = async (text: string) => {
  const { people } = keepLinks([])
  const bot = new TestBot(undefined, { people, adminIds: [7] })
  await bot.receive(message({ text }))
  return bot.texts
}

describe('a deep link', () => {
  it('that names a command does what the command does', async () => {
    expect(await says('/start help')).toEqual([expect.stringContaining('Anyone who has a link')])
    expect(await says('/start FILES')).toEqual([expect.stringContaining('You have no links yet')])
    expect(await says('/start lang')).toEqual([expect.stringContaining('Which language')])
    expect(await says('/start link')).toEqual([expect.stringContaining('In a group')])
  })

  it('greets with whatever else it says, itself too', async () => {
    for (const payload of ['abc', 'start', 'constructor', 'files x', 'Zm9v']) {
      expect(await says(`/start ${payload}`)).toEqual([expect.stringContaining('Hello Ada')])
    }
  })

  it('never does what admins do: anybody can send one to an admin', async () => {
    for (const payload of ['users', 'settings', 'broadcast', 'ban']) {
      expect(await says(`/start ${payload}`)).toEqual([expect.stringContaining('Hello Ada')])
    }
  })
})
