/**
 * The pictures in docs/pictures, taken of the real server on a simulated Telegram. `npm run pictures` takes them anew;
 * otherwise this looks that they still can be taken, and that those that are there are these.
 */
import { readdirSync } from 'node:fs'
import { ChatServer, Demo } from '@streambot/demo'
import type { Page } from 'playwright-core'
import { describe, expect, it, onTestFinished } from 'vitest'
import { Chat } from './16.chat.js'
import { Dashboard } from './24.dashboard.js'
import { isFfmpegMissing } from './22.media.js'
import { makeMountainFilm, type MountainFilm } from './29.mountain-film.js'
import { readNowAndThen, sendFilesOfPeople } from './29.people.js'
import { PICTURES, isForDocuments, keepPicture, MOST_BYTES } from './29.pictures.js'
import { isChromiumMissing, useBrowser } from './browser.js'
import { ChildServer } from './child-server.js'
import { TestServer } from './test-server.js'

const NAMES = ['chat', 'dashboard', 'overview', 'player'] as const
const FILM = 'Morning at the lake.mp4'
const LONG_MS = 600_000
const SOON = { timeout: 20_000, interval: 50 }
const ANDROID = 'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 Chrome/140.0.0.0 Mobile Safari/537.36'
/** Where nothing is shown to anybody a few seconds of traffic do. */
const SAMPLES = isForDocuments ? 58 : 2

const light = { colorScheme: 'light', reducedMotion: 'reduce', locale: 'en-GB', deviceScaleFactor: 1.5 } as const
const chatWindow = { ...light, viewport: { width: 760, height: 894 } }
const phone = {
  ...light,
  viewport: { width: 390, height: 780 },
  isMobile: true,
  hasTouch: true,
  deviceScaleFactor: 2,
  userAgent: ANDROID,
}
const desk = { ...light, viewport: { width: 1280, height: 860 } }

describe.skipIf(isChromiumMissing || isFfmpegMissing)('the pictures of the documents', { timeout: LONG_MS }, () => {
  const visit = useBrowser()
  let film: MountainFilm
  const taken = new Map<string, Buffer>()

  const look = async (name: (typeof NAMES)[number], page: Page) => {
    const png = await page.screenshot({ animations: 'disabled', caret: 'hide' })
    taken.set(name, png)
    expect(keepPicture(name, png)).toBeLessThan(MOST_BYTES)
  }

  it('show the chat with a film and the answer of the bot', async () => {
    film = await makeMountainFilm(await visit('about:blank'))
    const page = await visit(await openDemo(), chatWindow)
    await page.locator('#picker').setInputFiles({ name: FILM, mimeType: 'video/mp4', buffer: film.mp4 })
    await page.locator('.message.theirs', { hasText: 'Download:' }).waitFor()
    await page.locator('video').evaluate(PLAY_A_LITTLE)
    await look('chat', page)
  })

  it('show the film on a phone', async () => {
    const server = await TestServer.create({ workers: 2 })
    const { mp4, seconds, ...rest } = film
    const about = { ...rest, kind: 'video', name: FILM, mimeType: 'video/mp4', durationSeconds: seconds } as const
    const { stream } = await server.link(mp4, about)
    const page = await visit(stream.replace('/stream/', '/watch/'), phone)
    await expect.poll(() => page.evaluate('media.readyState >= 2 && !media.seeking'), SOON).toBe(true)
    await page.evaluate('media.currentTime = 8')
    await expect.poll(() => page.evaluate('media.readyState >= 2 && !media.seeking'), SOON).toBe(true)
    await page.evaluate("document.querySelector('details').open = true")
    await page.getByRole('img', { name: /QR code/ }).waitFor()
    await look('player', page)
  })

  it('show the dashboard while people download', async () => {
    const server = await TestServer.create({ workers: 4, sim: { network: 'near' } })
    const admin = server.sim.world.createUser({ firstName: 'Elena', languageCode: 'en' })
    // In a process of its own, whose memory is what the page shows.
    await server.stop()
    const { LOG_LEVEL: _, DATA_DIRECTORY: __, ...env } = server.env
    const own = { ADMINS: String(admin.id), BANDWIDTH_LIMIT_GB: '500' }
    await (await ChildServer.start({ ...env, ...own })).baseUrl()
    const elena = new Chat(server, admin)
    await elena.say('/start')
    const stop = new AbortController()
    const reading = readNowAndThen(await sendFilesOfPeople(server), stop.signal)
    onTestFinished(async () => {
      stop.abort()
      await reading
    })
    const { page } = await Dashboard.enter(visit, elena, desk)
    await expect.poll(() => page.evaluate(SAMPLED), { timeout: LONG_MS, interval: 500 }).toBeGreaterThanOrEqual(SAMPLES)
    await page.getByText('5 min', { exact: true }).click()
    await look('dashboard', page)
  })

  it('show all of it in one, for the README', async () => {
    const page = await visit('about:blank', { ...light, viewport: { width: 1000, height: 640 } })
    await page.setContent(sideBySide(taken))
    await look('overview', page)
  })

  it('are those that are there, and no others', () => {
    expect(readdirSync(PICTURES).sort()).toEqual(NAMES.map((name) => `${name}.webp`))
  })
})

/** Until then the browser shows that it loads. */
const PLAY_A_LITTLE = async (video: { muted: boolean; play(): Promise<void>; pause(): void }) => {
  video.muted = true
  await video.play()
  video.pause()
}

async function openDemo(): Promise<string> {
  const demo = await Demo.start({ workers: 3, preset: 'near', signal: AbortSignal.timeout(30_000) })
  onTestFinished(() => demo[Symbol.asyncDispose]())
  const server = await ChatServer.create({ chat: demo.chat, uploadDirectory: demo.uploadDirectory })
  onTestFinished(() => server[Symbol.asyncDispose]())
  return server.listen(0)
}

/** How often the server has taken down how it fares. */
const SAMPLED = `fetch('/api/v1/stats/history', { headers: { 'X-StreamBot-Dashboard': '1' } })
  .then((answer) => answer.json())
  .then(({ samples }) => samples.length)`

/** The chat, and the film of it on a phone before it. */
function sideBySide(taken: ReadonlyMap<string, Buffer>): string {
  const [chat, player] = ['chat', 'player'].map((name) => taken.get(name)?.toString('base64') ?? '')
  return `<!doctype html><style>
    body { margin: 0; height: 100vh; background: linear-gradient(120deg, #dfe6fb, #f4ecf9 60%, #fdeee2) }
    img { position: absolute; display: block; background: #fff; box-shadow: 0 12px 36px #1d2a5540, 0 2px 6px #1d2a5530 }
    .chat { left: 60px; top: 40px; width: 476px; border-radius: 14px }
    .phone { right: 90px; top: 40px; width: 270px; border-radius: 34px; border: 7px solid #17203a }
  </style><img class="chat" src="data:image/png;base64,${chat}"><img class="phone" src="data:image/png;base64,${player}">`
}
