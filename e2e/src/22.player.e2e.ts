/** What a person does with the link to watch: plays it, leaves and comes back, brings subtitles, meets what a browser cannot do. */
import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import axe from 'axe-core'
import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { isChromiumMissing, useBrowser } from './browser.js'
import { setPassword } from './link-owner.js'
import { avi, hevc, isFfmpegMissing, makeFilm, mp4, silentHere, webm, type Film } from './22.media.js'
import { TestServer } from './test-server.js'

const WAIT_TIMEOUT_MS = 20_000
const SCREENSHOTS = fileURLToPath(new URL('../../build/screenshots/', import.meta.url))
const phone = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true }
/** What a browser writes to the console about an answer that a test provokes. */
const REFUSED = /Failed to load resource: .*(status of 4\d\d|net::ERR_INTERNET_DISCONNECTED|net::ERR_FAILED)/

/** `é` and `…` as Windows wrote them. */
const SUBTITLES = Buffer.concat([
  Buffer.from('1\r\n00:00:01,000 --> 00:00:30,000\r\nDéjà vu', 'latin1'),
  Buffer.from([0x85]),
  Buffer.from('\r\n\r\n2\r\n00:00:40,000 --> 00:00:50,000\r\nSecond\r\n'),
])

describe.skipIf(isChromiumMissing || isFfmpegMissing)('the player in a browser', { timeout: 60_000 }, () => {
  const visit = useBrowser()
  let server: TestServer
  let watchUrl = ''

  const linkFilm = async (film: Film, mimeType: string, name = `film.${film.extension}`) =>
    toWatch((await server.link(makeFilm(film), { name, mimeType })).stream)

  beforeAll(async () => {
    mkdirSync(SCREENSHOTS, { recursive: true })
    server = await TestServer.open({ workers: 1 })
    watchUrl = await linkFilm(mp4, 'video/mp4', 'Holiday film.mp4')
    return () => server[Symbol.asyncDispose]()
  })

  it('shows a film after three requests, plays it, seeks at once, and obeys keys', async () => {
    const page = await visit('about:blank')
    const asked: string[] = []
    page.on('request', (request) => asked.push(new URL(request.url()).pathname.replace(/-[\w-]{8}\./, '.')))
    await page.goto(watchUrl)
    expect(await page.title()).toBe('Holiday film.mp4')
    await reads(page, 'media.readyState >= 2')
    expect(asked.slice(0, 3).map((path) => path.split('/')[1])).toEqual(['watch', 'assets', 'assets'])
    expect(new Set(asked.slice(3).map((path) => path.split('/').at(-1)))).toEqual(
      new Set(['Holiday%20film.mp4', 'icon.svg']),
    )

    await page.keyboard.press('k')
    await reads(page, '!media.paused && media.currentTime > 0.3')
    await page.keyboard.press('8')
    await reads(page, 'media.currentTime > 72.2 && media.currentTime < 80 && !media.seeking')
    await page.keyboard.press('ArrowLeft')
    await page.keyboard.press('j')
    await reads(page, 'media.currentTime < 70 && media.currentTime > 55')
    await page.keyboard.press('>')
    await page.keyboard.press('m')
    await page.keyboard.press('ArrowDown')
    await reads(page, 'media.playbackRate === 1.25 && !media.muted && Math.abs(media.volume - 0.95) < 0.001')
    await page.keyboard.press('f')
    await reads(page, "document.fullscreenElement?.id === 'player' && media.clientHeight === innerHeight")
    await page.keyboard.press('f')
    await reads(page, 'document.fullscreenElement === null')
    await page.keyboard.press(' ')
    await reads(page, 'media.paused')
    expect(await page.locator('#notice').innerText()).toBe('')
  })

  it('tells the lock screen what plays, and obeys its buttons', async () => {
    const page = await visit('about:blank')
    await page.addInitScript(`{
      globalThis.buttons = {}
      MediaSession.prototype.setActionHandler = (action, run) => { buttons[action] = run }
    }`)
    await page.goto(watchUrl)
    await reads(page, 'media.readyState >= 2')
    expect(await page.evaluate('navigator.mediaSession.metadata.title')).toBe('Holiday film.mp4')
    await page.locator('h1').click()
    await page.evaluate('buttons.play()')
    await reads(page, "!media.paused && navigator.mediaSession.playbackState === 'playing'")
    await page.evaluate('buttons.seekto({ seekTime: 40 })')
    await reads(page, 'media.currentTime > 40 && media.currentTime < 60 && !media.seeking')
    await page.evaluate('buttons.pause()')
    await reads(page, "media.paused && navigator.mediaSession.playbackState === 'paused'")
  })

  it('goes on where it was left, when it is asked to', async () => {
    const page = await visit(watchUrl)
    await reads(page, 'media.readyState >= 1')
    expect(await page.getByRole('button', { name: /Continue/ }).count()).toBe(0)
    await page.keyboard.press('5')
    await page.keyboard.press('k')
    await reads(page, 'media.currentTime > 45.2')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('k')
    await page.reload()
    await page.getByRole('button', { name: 'Continue at 0:45' }).click()
    await reads(page, '!media.paused && media.currentTime >= 45')
    expect(await page.evaluate('media.volume')).toBeCloseTo(0.95)
  })

  it('shows subtitles that are chosen or dropped, and moves and sizes them by keys', async () => {
    const page = await visit(watchUrl)
    await reads(page, 'media.readyState >= 1')
    const chooserOpened = page.waitForEvent('filechooser')
    await page.getByRole('button', { name: 'Add subtitles…' }).click()
    await (await chooserOpened).setFiles({ name: 'film.srt', mimeType: 'text/plain', buffer: SUBTITLES })
    await page.getByText('Subtitles: film.srt').waitFor()
    await page.locator('h1').click()
    await page.keyboard.press('1')
    await reads(page, "media.textTracks[0].activeCues?.[0]?.text === 'Déjà vu…'")
    for (let press = 0; press < 5; press++) await page.keyboard.press('h')
    await reads(page, 'media.textTracks[0].cues[0].startTime === 1.5')
    await page.keyboard.press('+')
    await page.keyboard.press('+')
    await reads(page, "media.dataset.cueSize === '150'")
    await page.screenshot({ path: `${SCREENSHOTS}player-subtitles.png` })
    await page.keyboard.press('c')
    await reads(page, "media.textTracks[0].mode === 'disabled'")

    await drop(page, 'film.ass', '[Events]\nDialogue: 0,0:00:01.00,0:00:20.00,,,0,0,0,,{\\b1}From\\Nanother\n')
    await reads(page, "media.textTracks[0].activeCues?.[0]?.text === 'From\\nanother' && media.textTracks.length === 1")
    await drop(page, 'film.zip', 'PK')
    await page.getByText('film.zip has no subtitles in it').waitFor()
  })

  it('plays WebM, with sound and without complaint', async () => {
    const page = await visit(await linkFilm(webm, 'video/webm'))
    await reads(page, 'media.readyState >= 2')
    await page.keyboard.press('k')
    await reads(page, 'media.currentTime > 2.4 && media.webkitAudioDecodedByteCount > 0')
    expect(await page.locator('#notice').innerText()).toBe('')
  })

  it.each([
    ['whose picture', hevc, 'video/mp4', 'cannot show the picture'],
    ['whose sound', silentHere, 'video/x-matroska', 'No sound comes out of this file here'],
    ['of which nothing', avi, 'video/x-msvideo', 'cannot play this file'],
  ])('offers other players for a film %s it cannot decode', async (_what, film, mimeType, words) => {
    const url = await linkFilm(film, mimeType)
    const page = await visit(url)
    // Without what it cannot decode, some browsers refuse to play at all; that is told as well.
    await page.evaluate('media.play().catch(() => {})')
    await page.locator('#notice', { hasText: words }).waitFor()
    const stream = url.replace('/watch/', '/stream/')
    expect(await page.getByRole('link', { name: 'VLC' }).getAttribute('href')).toBe(`vlc://${stream}`)
    expect(await page.getByRole('textbox', { name: 'Stream URL' }).inputValue()).toBe(stream)
    await page.getByRole('img', { name: /QR code/ }).waitFor()
    await page.getByRole('button', { name: 'Copy' }).click()
    await page.getByText(/stream URL is (copied|marked)/).waitFor()
  })

  it('goes on by itself after the network was away, and after it was asked for patience', async () => {
    const page = await visit(watchUrl, {}, REFUSED)
    await reads(page, 'media.readyState >= 2')
    await page.evaluate('media.play()')
    await reads(page, 'media.currentTime > 0.2')
    // As a browser gives up on a connection; one that loses its own keeps trying for a minute first.
    await page.context().setOffline(true)
    await page.evaluate("media.src = media.src + '?again'")
    await page.locator('#notice', { hasText: 'The connection is lost' }).waitFor()
    await page.context().setOffline(false)
    await reads(page, '!media.paused && media.currentTime > 0.5')
    expect(await page.locator('#notice').innerText()).toBe('')

    // The server asks for patience.
    const json = { error: 'Too many requests from your address.', code: 'too_many_requests' }
    const refusing = '**/stream/**'
    await page.route(refusing, (route) => route.fulfill({ status: 429, headers: { 'retry-after': '1' }, json }))
    await page.evaluate("media.src = media.src + '&more'")
    await page.locator('#notice', { hasText: 'Too many requests from your address.' }).waitFor()
    await page.unroute(refusing)
    await reads(page, '!media.paused && media.currentTime > 0.5')
  })

  it('asks for the password of a link once, for the page and for what it plays', async () => {
    const url = await linkFilm({ ...webm, seconds: 2 }, 'video/webm', 'secret.webm')
    await setPassword(server, 'open sesame')
    const page = await visit(url, {}, REFUSED)
    expect(await page.content()).not.toContain('secret.webm</h1>')
    await page.getByLabel('Password').fill('open sesame')
    await page.getByRole('button', { name: 'Open' }).click()
    await page.getByRole('button', { name: 'play' }).click()
    await reads(page, 'media.readyState >= 2 && media.currentTime > 0')
    expect(page.url()).toBe(url)
  })

  it('says that a link has ended meanwhile', async () => {
    let ahead = 0
    const clock = { now: () => Date.now() + ahead }
    const own = await TestServer.create({ workers: 1, start: { clock } })
    const { stream } = await own.link(makeFilm({ ...webm, seconds: 2 }), { name: 'film.webm', mimeType: 'video/webm' })
    const page = await visit(toWatch(stream), {}, REFUSED)
    await reads(page, 'media.readyState >= 1')
    ahead = 2 * 86_400_000
    await page.evaluate("media.src = media.src + '?again'")
    await page.locator('#notice', { hasText: 'This link has expired' }).waitFor()
  })

  it.each(['light', 'dark'] as const)(
    'fits a phone in %s colours, and can be used by everybody',
    async (colorScheme) => {
      const page = await visit(watchUrl, { ...phone, colorScheme, reducedMotion: 'reduce' })
      await reads(page, 'media.readyState >= 2')
      await page.getByText('Play it elsewhere').tap()
      await page.getByText('Keys', { exact: true }).tap()
      await page.getByRole('img', { name: /QR code/ }).waitFor()
      expect(await tooWide(page)).toEqual([])
      expect(await complaints(page)).toEqual([])
      await page.screenshot({ path: `${SCREENSHOTS}player-phone-${colorScheme}.png`, fullPage: true })
      await page.setViewportSize({ width: 1280, height: 900 })
      await page.screenshot({ path: `${SCREENSHOTS}player-desk-${colorScheme}.png` })
    },
  )

  it('shows pictures, texts, papers and what can only be saved', async () => {
    const show = async (name: string, mimeType: string, bytes: Buffer) =>
      visit(toWatch((await server.link(bytes, { name, mimeType })).stream), {}, REFUSED)

    const picture = await show('dot.png', 'image/png', PNG)
    await reads(picture, 'media.naturalWidth === 1')
    await picture.getByRole('button', { name: 'dot.png: own size' }).click()
    await picture.locator('.own-size').waitFor()
    expect(await complaints(picture)).toEqual([])
    const broken = await show('broken.png', 'image/png', Buffer.from('no picture'))
    await broken.getByText('cannot show this kind of picture').waitFor()

    const markup = '<img src=x onerror=alert(1)> Grüße\n'
    const text = await show('page.html', 'text/html', Buffer.from(markup.repeat(10_000)))
    const region = text.getByRole('region', { name: 'Text of page.html' })
    expect((await region.innerText()).startsWith(markup)).toBe(true)
    expect(await text.getByText('The first 256 KiB are shown').count()).toBe(1)
    expect(await text.locator('#stage img').count()).toBe(0)
    expect(await complaints(text)).toEqual([])

    const archive = await show('all.zip', 'application/zip', Buffer.from('PK'))
    expect(await archive.getByRole('link', { name: 'Download' }).getAttribute('href')).toMatch(/\/dl\/[^/]+\/all\.zip$/)
    expect(await complaints(archive)).toEqual([])

    const paper = await show('paper.pdf', 'application/pdf', PDF)
    const isShown = await paper.evaluate('navigator.pdfViewerEnabled')
    if (isShown) await paper.locator('iframe[title="paper.pdf"]').waitFor()
    expect(await paper.getByRole('link', { name: 'Download' }).count()).toBe(1)
  })
})

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
const PDF = Buffer.from(
  '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj ' +
    '3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF',
)

function toWatch(stream: string): string {
  return stream.replace('/stream/', '/watch/')
}

/** Waits until it is so on the page, where `media` is what plays. */
async function reads(page: Page, expression: string): Promise<void> {
  // Playwright's own waiting evaluates strings in the page, which the page's content security policy forbids.
  await expect.poll(() => page.evaluate(expression), { timeout: WAIT_TIMEOUT_MS, message: expression }).toBe(true)
}

/** As a page sees a file that is let go over it. */
async function drop(page: Page, name: string, text: string): Promise<void> {
  const [file, content] = [JSON.stringify(name), JSON.stringify(text)]
  await page.evaluate(`(() => {
    const dataTransfer = new DataTransfer()
    dataTransfer.items.add(new File([${content}], ${file}))
    for (const type of ['dragover', 'drop']) {
      document.body.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }))
    }
  })()`)
}

/** What reaches beyond the screen. Its width is ours: a phone widens `innerWidth` to what does not fit. */
function tooWide(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`[...document.querySelectorAll('body *')]
    .filter((it) => it.getBoundingClientRect().right > ${phone.viewport.width} && !it.closest('media-controller'))
    .map((it) => it.outerHTML.slice(0, 100))`)
}

/** What axe finds wrong for people who see, hear or move differently. */
async function complaints(page: Page): Promise<string[]> {
  await page.evaluate(axe.source)
  return page.evaluate<string[]>(`axe.run({ preload: false }).then(({ violations }) =>
    violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ target, failureSummary }) => target + ' ' + failureSummary).join('; ')))`)
}
