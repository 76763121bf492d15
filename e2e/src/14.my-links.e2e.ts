/** What people do with their links in the chat, and what nobody can do with those of others. */
import { describe, expect, it } from 'vitest'
import { buttonsOf, dataOf, linkIn, Person } from './14.person.js'
import { as, basic, read, verdict } from './readers.js'
import { TestServer } from './test-server.js'

const HOUR_MS = 3_600_000

async function sendFiles(person: Person, count: number, nameOf: (number: number) => string): Promise<void> {
  for (let number = 1; number <= count; number++) await person.sendFile(nameOf(number))
}

describe('the list of links', () => {
  it('is paged, searched and opened, and the way back leads to where it was', async () => {
    const server = await TestServer.create({ workers: 0 })
    const [ada, gerda] = [Person.new(server, 'Ada'), Person.new(server, 'Gerda', 'de')]
    await sendFiles(ada, 10, (number) => `${number % 2 ? 'winter' : 'summer'} holiday in the mountains ${number}.mp4`)
    await gerda.sendFile('Gerdas Film.mp4')

    const list = await ada.say('/files')
    expect(list.text).toContain('1. summer holiday in the mountains 10.mp4')
    expect(list.text).not.toContain('Gerda')
    expect(buttonsOf(list)).toEqual(['1', '2', '3', '4', '5', '6', '7', '8', 'Older ▶'])
    const second = await ada.click(list, 'Older ▶')
    expect(second.text).toContain('10. winter holiday in the mountains 1.mp4')
    const card = await ada.click(second, '10')
    expect(await verdict(linkIn(card))).toBe('200')
    expect((await ada.click(card, '◀ All links')).text).toBe(second.text)

    const found = await ada.say('/files SUMMER mountains')
    expect(found.text).toContain('5. summer holiday in the mountains 2.mp4')
    expect(found.text).not.toContain('winter')
    expect((await gerda.say('/files')).text).toContain('1. Gerdas Film.mp4\n1.000 B · bis 20')
    expect((await gerda.say('/files winter')).text).toContain('Keiner deiner Links heißt „winter“.')
  })

  it('is paged through a search that is longer than a button, until a restart, and says so then', async () => {
    const server = await TestServer.create({ workers: 0 })
    const gerda = Person.new(server, 'Gerda', 'de')
    const words = 'ein sehr langer Name, der in keinen Knopf passt'
    await sendFiles(gerda, 9, (number) => `${number} ${words}.mp4`)
    const list = await gerda.say(`/files ${words}`)
    const second = await gerda.click(list, 'Ältere ▶')
    expect(second.text).toContain(`9. 1 ${words}.mp4`)
    await server.restart()
    expect(await gerda.press(second, '◀ Neuere')).toMatchObject({
      text: expect.stringContaining('Ich habe vergessen') as string,
      alert: true,
    })
  })
})

describe('the owner of a link', () => {
  it('revokes it after a question; nobody reads it any more', async () => {
    const server = await TestServer.create({ workers: 1 })
    const gerda = Person.new(server, 'Gerda', 'de')
    const card = await gerda.sendFile('film.mp4')
    const link = linkIn(card)
    expect((await gerda.click(card, 'Widerrufen')).text).toContain('Soll ich diesen Link widerrufen?')
    const kept = await gerda.click(card, 'Nein, behalten')
    expect(await verdict(linkIn(kept))).toBe('200')
    await gerda.click(card, 'Widerrufen')
    const revoked = await gerda.click(card, 'Ja, widerrufen')
    expect(revoked.text).toContain('Dieser Link ist widerrufen')
    expect(revoked.buttons).toEqual([])
    expect(await verdict(link)).toBe('404 link_not_found')
    expect((await gerda.say('/files')).text).toContain('1.000 B · widerrufen')
  })

  it('lets it end sooner or later, never later than the operator allows; old and new addresses work', async () => {
    const clock = { nowMs: Date.now(), now: () => clock.nowMs }
    const server = await TestServer.create({ workers: 1, env: { LINK_EXPIRY_SECONDS: '7200' }, start: { clock } })
    const ada = Person.new(server, 'Ada')
    const card = await ada.sendFile('film.mp4')
    const before = linkIn(card)
    expect(buttonsOf(await ada.click(card, 'Expiry'))).toEqual(['1 hour', 'As long as possible', '◀ Back'])
    const sooner = linkIn(await ada.click(card, '1 hour'))
    expect(sooner).not.toBe(before)
    clock.nowMs += HOUR_MS / 2
    expect([await verdict(before), await verdict(sooner)]).toEqual(['200', '200'])
    await ada.click(card, 'Expiry')
    const later = linkIn(await ada.click(card, 'As long as possible'))
    clock.nowMs += 2 * HOUR_MS - 1000
    expect(await verdict(later)).toBe('200')
    clock.nowMs += 1000
    expect(await verdict(later)).toBe('410 link_expired')
    const ended = await ada.click(card, 'Expiry')
    expect(ended.text).toContain('This link has expired')
  })

  it('sets a password by a message that leaves the chat on both sides, changes and removes it', async () => {
    const server = await TestServer.create({ workers: 1 })
    const gerda = Person.new(server, 'Gerda', 'de')
    const card = await gerda.sendFile('film.mp4')
    const open = linkIn(card)
    const question = await gerda.ask(card, 'Passwort')
    expect(question.text).toContain('das Passwort für film.mp4')
    const set = await gerda.say('Sesam öffne dich')
    expect(set.text).toContain('Das Passwort ist gesetzt')
    const chat = server.sim.world.readChat(gerda.account.id, gerda.chat)
    const seenByBot = server.sim.world.readChat(server.bot.id, { type: 'user', id: gerda.account.id })
    expect(JSON.stringify([chat, seenByBot])).not.toContain('Sesam')
    expect(server.log).not.toContain('Sesam')

    const link = linkIn(set)
    expect(link).not.toBe(open)
    for (const address of [open, link]) {
      expect(await verdict(address)).toBe('401 password_required')
      expect(await verdict(address, basic('falsch'))).toBe('401 password_wrong')
      expect(await verdict(address, basic('Sesam öffne dich'))).toBe('200')
    }
    await gerda.click(set, 'Passwort')
    await gerda.ask(set, 'Neues Passwort')
    const changed = await gerda.say('anders')
    expect(await verdict(linkIn(changed), basic('Sesam öffne dich'))).toBe('401 password_wrong')
    expect(await verdict(linkIn(changed), basic('anders'))).toBe('200')
    await gerda.click(changed, 'Passwort')
    expect(await verdict(linkIn(await gerda.click(changed, 'Passwort entfernen')))).toBe('200')
  })

  it('lets so many people download it and no more', async () => {
    const server = await TestServer.create({ workers: 1 })
    const ada = Person.new(server, 'Ada')
    await ada.sendFile('film.mp4')
    const list = await ada.say('/files')
    const open = await ada.click(list, '1')
    await ada.click(open, 'Downloads')
    const limited = await ada.click(open, '1')
    expect(limited.text).toContain('Downloads: 0 of 1')
    expect(await verdict(linkIn(limited), as('curl/8'))).toBe('200')
    expect(await verdict(linkIn(limited), as('curl/8'))).toBe('200')
    expect(await verdict(linkIn(limited), as('Wget/1'))).toBe('410 link_exhausted')
    await ada.click(open, 'Downloads')
    const free = await ada.click(open, 'No limit')
    expect(await verdict(linkIn(free), as('Wget/1'))).toBe('200')
  })
})

describe('somebody else', () => {
  it('gets nowhere with buttons of others, copied, replayed or made up, and the link serves on', async () => {
    const server = await TestServer.create({ workers: 1 })
    const [ada, eve] = [Person.new(server, 'Ada'), Person.new(server, 'Eve')]
    const card = await ada.sendFile('film.mp4')
    const own = await eve.sendFile('other.mp4')
    const bytes = (await read(linkIn(card))).body
    await ada.click(card, 'Revoke')
    const question = ada.look(card)
    if (!question) throw new Error('The card is gone')
    const revoke = dataOf(question, 'Yes, revoke it')
    const linkId = /link\.revoke\.yes (\w{16})/.exec(Buffer.from(revoke).toString('latin1'))?.[1] ?? ''
    expect(linkId).toHaveLength(16)

    // The last letter of the signed text, and a bit of its seal.
    const [longer, forged] = [Buffer.concat([revoke, Buffer.from(' 0')]), Buffer.from(revoke)]
    forged[5]! ^= 1
    const madeUp = [`link.revoke.yes ${linkId}`, `link.for ${linkId} never`, 'x', '\0'.repeat(64)]
    for (const data of [revoke, longer, forged, ...madeUp.map((text) => Buffer.from(text))]) {
      const answer = await eve.send(own, data)
      expect(answer).toMatchObject({
        alert: true,
        text: expect.stringContaining('This button is not for you') as string,
      })
    }
    // Her own seal, taken from her own button, on another's link.
    const seal = Buffer.from(dataOf(own, 'Revoke')).subarray(0, 13)
    const moved = Buffer.concat([seal, Buffer.from(`link.revoke ${linkId}`)])
    expect((await eve.send(own, moved)).text).toContain('This button is not for you')
    expect(eve.answers.map(({ text }) => text)).toEqual([own.text])
    expect((await read(linkIn(card))).body.equals(bytes)).toBe(true)

    // Whose it is may press it, over a restart too.
    await server.restart()
    expect((await ada.click(card, 'Yes, revoke it')).text).toContain('was revoked')
  })
})
