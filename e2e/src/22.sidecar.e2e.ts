/** What lies beside a film: the picture that Telegram keeps with it, and subtitles that its owner sends the bot in answer to it. */
import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { userPeer, type ChatMessage } from '@streambot/telegram-sim'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isFfmpegMissing, makeFilm, webm } from './22.media.js'
import { Person } from './14.person.js'
import { isChromiumMissing, useBrowser } from './browser.js'
import { ChildServer } from './child-server.js'
import { ADMIN, restrict } from './link-owner.js'
import { TestServer } from './test-server.js'

const WAIT = { timeout: 20_000, interval: 20 }
const SCREENSHOTS = fileURLToPath(new URL('../../build/screenshots/', import.meta.url))
/** As programs that preview links in a chat. */
const PREVIEW = { headers: { 'user-agent': 'TelegramBot (like TwitterBot)' } }
const REFUSED = /Failed to load resource: .*status of 4\d\d/

const srt = (text: string) => `1\r\n00:00:00,000 --> 00:00:08,000\r\n${text}\r\n`
const GERMAN = Buffer.from(srt('Schöne Grüße – auf Deutsch'))
/** As Windows wrote it in the west. */
const FRENCH = Buffer.from(srt('Déjà vu à Noël'), 'latin1')
const ENGLISH = Buffer.from(
  '[Script Info]\n[Events]\nFormat: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n' +
    'Dialogue: 0,0:00:00.00,0:00:08.00,Default,,0,0,0,,{\\i1}Hello{\\i0}\\Nworld\n',
)

let madeFilm: Buffer | null = null
/** Made once: it takes a second of all the machine has. */
function film(): Buffer {
  return (madeFilm ??= makeFilm({ ...webm, size: '320x180' }))
}

/** A picture as Telegram would make it of that film. */
function picture(): Buffer {
  const args = ['-v', 'error', '-f', 'lavfi', '-i', 'mandelbrot=size=320x180', '-frames:v', '1', '-f', 'mjpeg', '-']
  return execFileSync('ffmpeg', args, { timeout: 20_000 })
}

/** Somebody with a film, and what the bot said about it. */
class Owner extends Person {
  private constructor(
    private readonly on: TestServer,
    person: Person,
  ) {
    super(on, person.account)
  }

  static of(server: TestServer, firstName = 'Ada'): Owner {
    return new Owner(server, Person.new(server, firstName))
  }

  /** @returns the message with the film, the bot's card, and the address of the page */
  async sendFilm(
    name = 'Holiday.webm',
    description: object = {},
  ): Promise<{ film: ChatMessage; card: ChatMessage; watchUrl: string; linkId: string }> {
    const about = { kind: 'video', name, mimeType: 'video/webm', width: 320, height: 180, durationSeconds: 8 } as const
    const { id } = this.on.sim.world.putFile(film(), { ...about, ...description })
    const card = await this.say('', { media: id })
    const sent = this.messages.findLast(({ media }) => media?.fileId === id)
    if (!sent) throw new Error('The film is not in the chat')
    return { film: sent, card, watchUrl: watchUrlIn(card), linkId: this.on.lastLinkId }
  }

  /** @returns what the bot says */
  sendSubtitles(name: string, bytes: Buffer, answered?: ChatMessage): Promise<ChatMessage> {
    const { id } = this.on.sim.world.putFile(bytes, { name, mimeType: 'application/x-subrip' })
    return this.say('', { media: id, ...(answered && { replyToId: answered.id }) })
  }

  get messages(): ChatMessage[] {
    return this.on.sim.world.readChat(this.account.id, this.chat)
  }
}

function watchUrlIn({ text }: ChatMessage): string {
  const stream = /http\S+\/stream\/\S+/.exec(text)?.[0]
  if (stream === undefined) throw new Error(`There is no link in: ${text}`)
  return stream.replace('/stream/', '/watch/')
}

describe.skipIf(isChromiumMissing || isFfmpegMissing)('beside a film', { timeout: 90_000 }, () => {
  const visit = useBrowser()
  let server: TestServer

  beforeAll(async () => {
    mkdirSync(SCREENSHOTS, { recursive: true })
    film()
    server = await TestServer.open({ workers: 1 })
  })
  afterAll(() => server[Symbol.asyncDispose]())

  const downloadsOf = async (linkId: string) =>
    (await server.operations.changeLink(ADMIN, linkId, {}))?.downloads ?? null

  it('its picture is shown before Play, which counts nobody; playing does', async () => {
    const ada = Owner.of(server)
    const { watchUrl, linkId } = await ada.sendFilm('Holiday.webm', { thumbnail: picture() })
    await restrict(server, { maxDownloads: 1 })
    const page = await visit(watchUrl)
    expect(await page.evaluate(WIDTH_OF_POSTER)).toBe(320)
    await page.screenshot({ path: `${SCREENSHOTS}player-poster.png` })
    expect(await page.evaluate('media.readyState')).toBe(0)
    expect(await downloadsOf(linkId)).toBe(0)
    await page.keyboard.press('k')
    await reads(page, 'media.currentTime > 0.2')
    await expect.poll(() => downloadsOf(linkId), WAIT).toBe(1)
  })

  it('its picture is what a chat previews, of a link that asks nothing; that counts nobody either', async () => {
    const thumbnail = picture()
    const { watchUrl, linkId } = await Owner.of(server).sendFilm('Holiday.webm', { thumbnail })
    const page = await (await fetch(watchUrl, PREVIEW)).text()
    const pictureUrl = /property="og:image" content="([^"]+)"/.exec(page)?.[1] ?? ''
    const answer = await fetch(pictureUrl, PREVIEW)
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/jpeg'])
    expect(Buffer.from(await answer.arrayBuffer()).equals(thumbnail)).toBe(true)
    const again = await fetch(pictureUrl, { headers: { 'if-none-match': answer.headers.get('etag') ?? '' } })
    expect(again.status).toBe(304)
    expect(await downloadsOf(linkId)).toBe(0)
    await restrict(server, { maxDownloads: 5 })
    expect(await (await fetch(watchUrl, PREVIEW)).text()).not.toContain('og:image')
    await server.operations.revokeLink(ADMIN, linkId)
    expect((await fetch(pictureUrl)).status).toBe(404)
  })

  it('there is no picture where Telegram has none, and nobody asks for it', async () => {
    const { watchUrl } = await Owner.of(server).sendFilm('Bare.webm', { thumbnail: null })
    const page = await visit(watchUrl)
    expect(await page.evaluate("media.hasAttribute('poster')")).toBe(false)
    expect((await fetch(watchUrl.replace(/\/watch\/([^/]+)\/.*/, '/poster/$1'))).status).toBe(404)
  })

  it('a picture that Telegram does not give is none either: what comes is looked at', async () => {
    const { watchUrl } = await Owner.of(server).sendFilm('Odd.webm', { thumbnail: Buffer.from('<svg/>') })
    expect((await fetch(watchUrl.replace(/\/watch\/([^/]+)\/.*/, '/poster/$1'))).status).toBe(404)
  })

  it('the picture of a piece of music is above its controls', async () => {
    const sound = { kind: 'audio', mimeType: 'audio/webm', title: 'Song', performer: 'Band', thumbnail: picture() }
    const { watchUrl } = await Owner.of(server).sendFilm('song.weba', sound)
    const page = await visit(watchUrl)
    await reads(page, 'artwork.naturalWidth === 320 && artwork.clientWidth > 100')
    await page.screenshot({ path: `${SCREENSHOTS}player-artwork.png` })
  })

  it('subtitles are put there in answer to it or to its link, shown in the language of the visitor, and taken off', async () => {
    const ada = Owner.of(server)
    const { film, card, watchUrl } = await ada.sendFilm()
    const german = await ada.sendSubtitles('Holiday.de.srt', GERMAN, film)
    expect(german.text).toContain('Holiday.webm is shown with these subtitles now: Holiday.de.srt')
    await ada.sendSubtitles('Holiday.fr.srt', FRENCH, card)
    await ada.sendSubtitles('Holiday.en.ass', ENGLISH, card)

    const page = await visit(watchUrl, { locale: 'de-AT' }, REFUSED)
    await reads(page, "media.textTracks[0]?.mode === 'showing'")
    await page.keyboard.press('k')
    await reads(page, lineIs('Schöne Grüße – auf Deutsch'))
    await page.screenshot({ path: `${SCREENSHOTS}player-sidecar.png` })
    await page.keyboard.press('k')
    await choose(page, 'French')
    await reads(page, lineIs('Déjà vu à Noël'))
    await choose(page, 'English')
    await reads(page, lineIs('Hello\\nworld'))
    await page.screenshot({ path: `${SCREENSHOTS}player-sidecar-panel.png` })
    await choose(page, 'Off')
    await reads(page, "media.textTracks[0].mode === 'disabled'")

    const off = await ada.click(german, 'Take off again')
    expect(off.text).toContain('Holiday.de.srt was taken off Holiday.webm')
    await page.reload()
    await reads(page, "media.textTracks[0]?.mode === 'showing'")
    await page.keyboard.press('t')
    await page.getByText('French').waitFor()
    expect(await page.getByText('German').count()).toBe(0)
  })

  it('subtitles without a film are a file like any other, with a hint; nor is junk put beside one', async () => {
    const ada = Owner.of(server)
    const alone = await ada.sendSubtitles('Alone.srt', GERMAN)
    expect(alone.text).toMatch(/\/dl\/[\s\S]*in answer to the film/)
    const { film, watchUrl } = await ada.sendFilm()
    const junk = await ada.sendSubtitles('Holiday.srt', Buffer.from('PK\x03\x04 no lines at all'), film)
    expect(junk.text).toContain('I find no subtitles in Holiday.srt')
    expect(await offersOn(watchUrl)).toEqual([])
  })

  it('nobody else puts subtitles there: theirs stay files of their own', async () => {
    const [ada, eve] = [Owner.of(server), Owner.of(server, 'Eve')]
    const { watchUrl } = await ada.sendFilm()
    const hint = await eve.say(`Look: ${watchUrl}`)
    const quoting = eve.messages.findLast(({ text }) => text.includes(watchUrl))
    expect(hint.text).toContain('/help')
    const said = await eve.sendSubtitles('evil.srt', GERMAN, quoting)
    expect(said.text).toMatch(/evil\.srt[\s\S]*\/dl\//)
    expect(await offersOn(watchUrl)).toEqual([])
  })

  it('subtitles go where their film goes: with a password they ask for it, and revoked they are gone', async () => {
    const ada = Owner.of(server)
    const { film, watchUrl, linkId } = await ada.sendFilm()
    await ada.sendSubtitles('Holiday.srt', GERMAN, film)
    const [src = ''] = await offersOn(watchUrl)
    const answer = await fetch(src)
    expect([answer.status, Buffer.from(await answer.arrayBuffer())]).toEqual([200, GERMAN])
    expect(await downloadsOf(linkId)).toBe(0)
    const passwordHash = await server.operations.hashPassword('open sesame')
    await server.operations.changeLink(ADMIN, linkId, {
      restrictions: { passwordHash, maxDownloads: null, addresses: [] },
    })
    expect((await fetch(src)).status).toBe(401)
    const page = await visit(watchUrl, {}, REFUSED)
    await page.getByLabel('Password').fill('open sesame')
    await page.getByRole('button', { name: 'Open' }).click()
    await reads(page, "media.textTracks[0]?.mode === 'showing' && media.textTracks[0].cues.length === 1")
    expect(await page.evaluate(WIDTH_OF_POSTER)).toBe(320)
    await server.operations.revokeLink(ADMIN, linkId)
    expect((await fetch(src)).status).toBe(404)
    const late = await ada.sendSubtitles('Holiday.en.srt', GERMAN, film)
    expect(late.text).toContain('The link of this film has ended')
  })

  it('subtitles that come right behind their film, before it has a link, wait for it', async () => {
    const ada = Owner.of(server)
    const { world } = server.sim
    const bot = userPeer(server.bot.id)
    const fast = world.putFile(film(), { kind: 'video', name: 'Fast.webm', mimeType: 'video/webm' })
    const subtitles = world.putFile(GERMAN, { name: 'Fast.srt', mimeType: 'text/plain' })
    const sent = world.sendAs(ada.account.id, bot, { media: fast.id })
    world.sendAs(ada.account.id, bot, { media: subtitles.id, replyToId: sent.id })
    await expect.poll(() => ada.answers.map(({ text }) => text).join('\n'), WAIT).toContain('is shown with these')
    expect(await offersOn(watchUrlIn(ada.answers[0]!))).toHaveLength(1)
  })
})

describe('a server that is killed while it takes subtitles', { timeout: 120_000 }, () => {
  it.each([
    [
      'between the copy and the answer',
      async (server: TestServer) => expect.poll(() => server.copies.length, WAIT).toBe(2),
    ],
    [
      'when they are recorded and nobody was told',
      async (server: TestServer) => {
        const refused = () => server.sim.counters.read().errors['FLOOD_WAIT_X'] ?? 0
        await expect.poll(refused, WAIT).toBeGreaterThan(0)
      },
    ],
  ])('%s puts them beside the film once, and says so once', async (when, untilThen) => {
    const server = await TestServer.create({ workers: 0 })
    await server.stop()
    const env = { ...server.env, LOG_LEVEL: 'info' }
    let child = await ChildServer.start(env)
    await child.baseUrl()
    const ada = Person.new(server, 'Ada')
    const card = await ada.sendFile('Holiday.mp4')
    const { world, faults } = server.sim
    if (when.startsWith('when')) faults.floodWait(60, { accountId: server.bot.id, method: 'messages.sendMessage' })
    const { id } = world.putFile(GERMAN, { name: 'Holiday.de.srt', mimeType: 'text/plain' })
    world.sendAs(ada.account.id, ada.chat, { media: id, replyToId: card.id })
    await untilThen(server)
    child.kill('SIGKILL')
    await child.exitCode()
    child = await ChildServer.start(env)
    const baseUrl = await child.baseUrl()
    const told = () => ada.answers.filter(({ text }) => text.includes('Holiday.de.srt'))
    await expect.poll(() => told().length, { timeout: 60_000, interval: 50 }).toBe(1)
    // Whatever came before this is dealt with by then.
    await ada.sendFile('Later.mp4')
    expect(told()).toHaveLength(1)
    const page = new URL(new URL(watchUrlIn(card)).pathname, baseUrl).href
    expect(await offersOn(page)).toHaveLength(1)
    child.kill('SIGTERM')
    expect(await child.exitCode()).toBe(0)
  })
})

/** Addresses of what the page offers. */
async function offersOn(watchUrl: string): Promise<string[]> {
  const page = await (await fetch(watchUrl)).text()
  const json = /data-subtitles="([^"]*)"/.exec(page)?.[1]?.replaceAll(/&#34;|&quot;/g, '"') ?? '[]'
  return (JSON.parse(json) as { readonly src: string }[]).map(({ src }) => new URL(src, watchUrl).href)
}

const WIDTH_OF_POSTER = `new Promise((resolve, reject) => {
  const image = new Image()
  image.onload = () => resolve(image.naturalWidth)
  image.onerror = reject
  image.src = media.poster
})`

function lineIs(text: string): string {
  return `media.textTracks[0].activeCues?.[0]?.text.replace(/<[^>]*>/g, '') === ${JSON.stringify(text).replace('\\\\n', '\\n')}`
}

async function choose(page: Page, label: string): Promise<void> {
  if (!(await page.locator('#tracks').isVisible())) await page.keyboard.press('t')
  await page.locator('#tracks').getByText(label, { exact: true }).click()
}

/** Waits until it is so on the page, where `media` is what plays. */
async function reads(page: Page, expression: string): Promise<void> {
  await expect.poll(() => page.evaluate(expression), { ...WAIT, message: expression }).toBe(true)
}
