/** People who have to join a channel first go on where they were, without sending anything again. */
import { describe, expect, it } from 'vitest'
import { buttonsOf, linkIn, Person } from './14.person.js'
import { verdict } from './readers.js'
import { TestServer } from './test-server.js'

async function serverForMembers(env: Record<string, string> = {}) {
  const clock = { nowMs: Date.now(), now: () => clock.nowMs }
  const server = await TestServer.create({
    workers: 1,
    env: { FORCE_SUB_CHANNEL: '@the_news', ...env },
    start: { clock },
  })
  const { world } = server.sim
  const news = world.createChannel({ title: 'News <&>', username: 'the_news', creatorId: server.logChannel.creatorId })
  world.promote(news.id, server.bot.id, ['inviteUsers'])
  /** And long enough that it is asked anew. */
  const join = (person: Person) => {
    world.join(news.id, person.account.id)
    clock.nowMs += 3000
  }
  return { server, clock, join }
}

describe('somebody who has to join first', () => {
  it('presses once they have, and the card becomes the link, counted once', async () => {
    const { server, join } = await serverForMembers({ MAX_LINKS_PER_DAY: '1' })
    const gerda = Person.new(server, 'Gerda', 'de')
    const refused = await gerda.sendFile('film.mp4', 'mein Film')
    expect(refused.text).toContain('Ich arbeite nur für Mitglieder')
    expect(await gerda.press(refused, 'Noch einmal prüfen')).toEqual({
      text: 'Du bist noch nicht in News <&>.',
      alert: true,
      url: null,
    })
    expect(gerda.look(refused)?.text).toBe(refused.text)
    expect(server.copies).toEqual([])

    join(gerda)
    const card = await gerda.click(refused, 'Noch einmal prüfen')
    expect(await verdict(linkIn(card))).toBe('200')
    expect(card.text).toContain('mein Film')
    expect(buttonsOf(card)).toContain('Widerrufen')
    expect(server.copies).toHaveLength(1)
    // A day holds one, and this one was it.
    expect((await gerda.say('/stats')).text).toContain('1 von 1')
    expect((await gerda.sendFile('zweiter.mp4')).text).toContain('so viele Links gemacht, wie du darfst')
  })

  it('presses twice, or after a restart, and it is the same link', async () => {
    const { server, join } = await serverForMembers()
    const ada = Person.new(server, 'Ada')
    const refused = await ada.sendFile('film.mp4')
    join(ada)
    await server.restart()
    const data = refused.buttons.flat().find(({ text }) => text === 'Check again')
    if (!data || !('data' in data)) throw new Error('There is no button')
    const card = await ada.click(refused, 'Check again')
    await ada.send(refused, data.data)
    expect(ada.look(refused)?.text).toBe(card.text)
    expect(server.copies).toHaveLength(1)
    expect((await ada.say('/files')).text).not.toContain('2. ')
  })

  it('who took the file out of the chat is asked to send it again', async () => {
    const { server, join } = await serverForMembers()
    const ada = Person.new(server, 'Ada')
    const refused = await ada.sendFile('film.mp4')
    const sent = server.sim.world.readChat(ada.account.id, ada.chat).find(({ out }) => out)
    server.sim.world.deleteMessages(ada.account.id, ada.chat, [sent?.id ?? 0])
    join(ada)
    expect((await ada.press(refused, 'Check again')).text).toContain('Please send it again')
  })

  it('with many files presses once for all, over a restart too', async () => {
    const { server, join } = await serverForMembers()
    const { world } = server.sim
    const ada = Person.new(server, 'Ada')
    const files = [1, 2, 3].map((number) => world.putSyntheticFile(1000, `${number}`, { name: `${number}.mp4` }))
    world.sendAlbum(
      ada.account.id,
      ada.chat,
      files.map(({ id }) => ({ media: id })),
    )
    await expect.poll(() => ada.answers, { timeout: 10_000 }).toHaveLength(1)
    const [refused] = ada.answers
    if (!refused) throw new Error('There is no answer')
    expect(buttonsOf(refused)).toEqual(['Join News <&>', 'Check again'])
    expect((await ada.press(refused, 'Check again')).text).toBe('You are not in News <&> yet.')
    join(ada)
    await server.restart()
    const card = await ada.click(refused, 'Check again')
    expect(card.text).toContain('3 files')
    expect(buttonsOf(card)).toContain('All files')
    expect(server.copies).toHaveLength(3)
  })
})
