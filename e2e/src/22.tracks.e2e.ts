/** What is in a film besides its picture and its first sound: listed, chosen, followed by seeks, and left again; and films that mean harm. */
import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import axe from 'axe-core'
import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { isFfmpegMissing } from './22.media.js'
import { AAC, H264, makeTrackFilm, TONES, type TrackFilm } from './22.track-films.js'
import { isChromiumMissing, useBrowser } from './browser.js'
import { restrict } from './link-owner.js'
import { TestServer } from './test-server.js'

const WAIT_TIMEOUT_MS = 20_000
const SCREENSHOTS = fileURLToPath(new URL('../../build/screenshots/', import.meta.url))

/** What a browser writes to the console about an answer that a test provokes. */
const REFUSED = /Failed to load resource: .*(status of 4\d\d|net::ERR_FAILED)/
const phone = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true }

/** Whatever is in the picture. */
const RATE = ['-b:v', '4M', '-minrate', '4M', '-maxrate', '4M', '-bufsize', '4M']
const HALF_A_MEGABYTE_A_SECOND = [...RATE, '-x264-params', 'nal-hrd=cbr']

const VP9 = ['-c:v', 'libvpx-vp9', '-deadline', 'realtime', '-cpu-used', '8', '-g', '24']
const VP8 = ['-c:v', 'libvpx', '-deadline', 'realtime', '-cpu-used', '8', '-g', '24']
const ONE_KEY_PICTURE = [...H264, '-g', '10000', '-sc_threshold', '0']
const OUT_OF_ORDER = ['-c:v', 'libx264', '-preset', 'fast', '-bf', '3', '-g', '36', '-pix_fmt', 'yuv420p']

const twoOfEach: TrackFilm = {
  seconds: 90,
  extension: 'mkv',
  video: H264,
  sounds: [AAC, AAC],
  texts: ['srt', 'ass'],
}

describe.skipIf(isChromiumMissing || isFfmpegMissing)('tracks of a film in a browser', { timeout: 90_000 }, () => {
  const visit = useBrowser()
  let server: TestServer
  let watchUrl = ''
  let largeUrl = ''

  const linkFilm = async (bytes: Buffer, name: string, mimeType = 'video/x-matroska') =>
    (await server.link(bytes, { name, mimeType })).stream.replace('/stream/', '/watch/')

  beforeAll(async () => {
    mkdirSync(SCREENSHOTS, { recursive: true })
    server = await TestServer.open({ workers: 1 })
    watchUrl = await linkFilm(makeTrackFilm(twoOfEach), 'two of each.mkv')
    const large = makeTrackFilm({ ...twoOfEach, seconds: 240, video: [...H264, ...HALF_A_MEGABYTE_A_SECOND] })
    expect(large.length).toBeGreaterThan(100e6)
    largeUrl = await linkFilm(large, 'large.mkv')
    return () => server[Symbol.asyncDispose]()
  }, 90_000)

  it('switches sounds, which are heard, and keeps to the place, to seeks and to the first sound again', async () => {
    const page = await visit(watchUrl)
    await listen(page)
    await hears(page, TONES[0])
    await openPanel(page)
    await page.getByLabel('English (AAC)').waitFor()
    const before = await page.evaluate<number>('media.currentTime')
    await page.getByLabel('German (AAC)').check()
    await reads(page, `media.src.startsWith('blob:') && !media.paused && media.currentTime > ${before + 0.5}`)
    expect(await page.evaluate<number>('media.currentTime')).toBeLessThan(before + 15)
    await hears(page, TONES[1])
    await reads(page, 'Math.abs(media.duration - 90) < 1')

    await page.keyboard.press('Escape')
    await page.keyboard.press('7')
    await reads(page, 'media.currentTime > 63.3 && media.currentTime < 75 && !media.seeking && !media.paused')
    await hears(page, TONES[1])
    await page.keyboard.press('1')
    await reads(page, 'media.currentTime > 9.3 && media.currentTime < 20 && !media.seeking')
    await hears(page, TONES[1])

    await page.keyboard.press('t')
    await page.getByLabel('English (AAC)').check()
    await reads(page, "media.src.includes('/stream/') && !media.paused && media.currentTime > 9.5")
    expect(await page.evaluate<number>('media.currentTime')).toBeLessThan(30)
    await hears(page, TONES[0])
    expect(await page.locator('#notice').innerText()).toBe('')
  })

  it('shows the subtitles of a Matroska film where they belong, before and after a seek, one kind after the other', async () => {
    const page = await visit(watchUrl)
    await reads(page, 'media.readyState >= 2')
    await openPanel(page)
    await page.getByLabel('English (SRT)').check()
    await page.evaluate('media.currentTime = 2')
    await reads(page, "media.textTracks[0].activeCues?.[0]?.text === 'Early <i>line</i>'")
    await reads(
      page,
      `${nearly('media.textTracks[0].activeCues[0].startTime', 1)} && ${nearly('media.textTracks[0].activeCues[0].endTime', 5)}`,
    )
    // What is not played yet is not read yet.
    expect(await page.evaluate('media.textTracks[0].cues.length')).toBe(1)
    await page.evaluate('media.currentTime = 65')
    await reads(page, "media.textTracks[0].activeCues?.[0]?.text === 'Late line'")
    await reads(page, nearly('media.textTracks[0].activeCues[0].startTime', 60))

    await page.getByLabel('German (ASS)').check()
    await reads(page, "media.textTracks[0].activeCues?.[0]?.text === 'Späte\\nZeile' && media.textTracks.length === 1")
    await page.screenshot({ path: `${SCREENSHOTS}player-tracks.png` })
    await page.evaluate('media.currentTime = 3')
    await reads(
      page,
      "media.textTracks[0].activeCues?.[0]?.text === '<b></b>Frühe, Zeile' || media.textTracks[0].activeCues?.[0]?.text === 'Frühe, Zeile'",
    )
    await page.getByLabel('Off').check()
    await reads(page, "media.textTracks[0].mode === 'disabled'")
    await page.getByLabel('English (SRT)').check()
    await reads(page, "media.textTracks[0].activeCues?.[0]?.text === 'Early <i>line</i>'")
    // Another sound leaves them as they are.
    await page.getByLabel('German (AAC)').check()
    await reads(page, "media.src.startsWith('blob:') && media.readyState >= 2")
    await reads(page, "media.textTracks[0].activeCues?.[0]?.text === 'Early <i>line</i>'")
    expect(await page.locator('#notice').innerText()).toBe('')
  })

  it('does the same with MP4, and loads nothing for it before somebody asks', async () => {
    const film: TrackFilm = { ...twoOfEach, extension: 'mp4', texts: ['mov_text'], more: ['-movflags', '+faststart'] }
    const url = await linkFilm(makeTrackFilm(film), 'two.mp4', 'video/mp4')
    const page = await visit('about:blank')
    const assets: string[] = []
    page.on('request', (request) =>
      assets.push(...(/\/assets\/(.*)-[\w-]{8}\.js$/.exec(request.url())?.slice(1) ?? [])),
    )
    await page.goto(url)
    await listen(page)
    await hears(page, TONES[0])
    expect(assets).toEqual(['player'])
    await openPanel(page)
    await page.getByLabel('English (MP4 text)').check()
    await page.keyboard.press('Escape')
    await page.keyboard.press('7')
    await reads(page, "media.textTracks[0].activeCues?.[0]?.text === 'Late line'")
    await reads(page, nearly('media.textTracks[0].activeCues[0].startTime', 60))
    expect(assets).not.toContain('fed-film')
    await openPanel(page)
    await page.getByLabel('German (AAC)').check()
    await reads(page, "media.src.startsWith('blob:') && !media.paused && media.currentTime > 63.5")
    await hears(page, TONES[1])
    await reads(page, "media.textTracks[0].activeCues?.[0]?.text === 'Late line'")
    expect(await page.locator('#notice').innerText()).toBe('')
  })

  it.each<[string, Omit<TrackFilm, 'seconds' | 'texts'>]>([
    ['VP9 and Opus', { extension: 'webm', video: VP9, sounds: [['libopus'], ['libopus']] }],
    ['VP8 and Vorbis', { extension: 'webm', video: VP8, sounds: [['libvorbis'], ['libvorbis']] }],
    ['pictures out of order', { extension: 'mp4', video: OUT_OF_ORDER, sounds: [AAC, AAC] }],
    ['one picture that stands for itself', { extension: 'mkv', video: ONE_KEY_PICTURE, sounds: [AAC, AAC] }],
    ['MP3, FLAC', { extension: 'mkv', video: H264, sounds: [['libmp3lame'], ['flac']] }],
  ])('feeds %s', async (_what, film) => {
    const bytes = makeTrackFilm({ ...film, seconds: 40, texts: [] })
    const page = await visit(await linkFilm(bytes, `film.${film.extension}`, `video/${film.extension}`))
    await listen(page)
    await hears(page, TONES[0])
    await openPanel(page)
    await page.getByLabel('German').check()
    await hears(page, TONES[1])
    for (const seconds of [25, 8]) {
      await page.evaluate(`media.currentTime = ${seconds}`)
      await reads(page, `media.currentTime > ${seconds + 0.3} && media.currentTime < ${seconds + 8} && !media.seeking`)
      await hears(page, TONES[1])
    }
    expect(await page.locator('#notice').innerText()).toBe('')
  })

  it('reads of a large film what is near to the place, and no more', async () => {
    const page = await visit(largeUrl)
    await reads(page, 'media.readyState >= 2')
    await openPanel(page)
    await page.getByLabel('English (SRT)').waitFor()
    await page.evaluate('media.currentTime = 65')
    await reads(page, 'media.readyState >= 3')
    const asked: number[] = []
    page.on('request', (request) => asked.push(lengthOf(request.headers()['range'])))
    await page.getByLabel('English (SRT)').check()
    await reads(page, "media.textTracks[0].activeCues?.[0]?.text === 'Late line'")
    expect(total(asked)).toBeGreaterThan(0)
    expect(total(asked)).toBeLessThan(1e6)

    await page.getByLabel('German (AAC)').check()
    await reads(
      page,
      "media.src.startsWith('blob:') && media.readyState >= 3 && media.buffered.length > 0 && media.buffered.end(0) > 90",
    )
    // It stands still: what is ahead is full, and nothing more is asked for.
    const asking = total(asked)
    expect(asking).toBeLessThan(40e6)
    await page.evaluate('media.currentTime = 200')
    await reads(page, 'media.readyState >= 3 && media.buffered.length === 1 && media.buffered.start(0) > 190')
    expect(total(asked)).toBeLessThan(80e6)
    expect(await page.locator('#notice').innerText()).toBe('')
  })

  it('reads nothing of a link that may be used up before it plays, and then counts as the one who plays it', async () => {
    const url = await linkFilm(makeTrackFilm({ ...twoOfEach, seconds: 20 }), 'once.mkv')
    await restrict(server, { maxDownloads: 1 })
    const page = await visit('about:blank')
    const asked: string[] = []
    page.on('request', (request) => asked.push(new URL(request.url()).pathname.split('/')[1] ?? ''))
    await page.goto(url)
    await openPanel(page)
    await page.getByText('What is in the file is listed once it plays.').waitFor()
    expect(asked).not.toContain('stream')
    await page.keyboard.press('Escape')
    await page.keyboard.press('k')
    await reads(page, 'media.currentTime > 1.2')
    await openPanel(page)
    await page.getByLabel('English (SRT)').check()
    await reads(page, 'media.textTracks[0]?.cues?.length === 1')
    await page.getByLabel('German (AAC)').check()
    await reads(page, "media.src.startsWith('blob:') && !media.paused && media.readyState >= 3")
    expect(await page.locator('#notice').innerText()).toBe('')
  })

  it('says which sounds and subtitles are for other players', async () => {
    const film: TrackFilm = { ...twoOfEach, seconds: 6, sounds: [AAC, ['ac3']], texts: [] }
    const page = await visit(await linkFilm(makeTrackFilm(film), 'ac3.mkv'))
    await reads(page, 'media.readyState >= 2')
    await openPanel(page)
    const foreign = page.getByLabel('German (AC-3) – not playable here, but in other players')
    expect(await foreign.isDisabled()).toBe(true)
    await page.getByText('There are no subtitles in this file').waitFor()
  })

  it('offers another sound of a film that is not heard, and plays it', async () => {
    const page = await visit('about:blank')
    // As if it stayed with a first sound that it cannot decode.
    await page.addInitScript(`{
      const counted = Object.getOwnPropertyDescriptor(HTMLMediaElement.prototype, 'webkitAudioDecodedByteCount')
      Object.defineProperty(HTMLMediaElement.prototype, 'webkitAudioDecodedByteCount', {
        get() { return this.src.startsWith('blob:') ? counted.get.call(this) : 0 }
      })
    }`)
    await page.goto(watchUrl)
    await listen(page)
    const notice = page.locator('#notice')
    await notice.getByText('cannot play the sound that this film begins with').waitFor()
    expect(await page.getByRole('link', { name: 'VLC' }).isVisible()).toBe(false)
    await openPanel(page)
    expect(await page.getByLabel('English (AAC)').isChecked()).toBe(true)
    await page.keyboard.press('Escape')
    await notice.getByRole('button', { name: 'Play German (AAC)' }).click()
    await reads(page, "media.src.startsWith('blob:') && !media.paused")
    await hears(page, TONES[1])
    expect(await notice.innerText()).toBe('')
  })

  it('plays what is in a container that the browser does not open', async () => {
    const page = await visit('about:blank')
    // As if it opened none: what the element itself asks for is no film.
    await page.route('**/stream/**', (route) =>
      route.request().resourceType() === 'media'
        ? route.fulfill({ contentType: 'video/x-matroska', body: 'no film' })
        : route.continue(),
    )
    await page.goto(watchUrl)
    await reads(page, "media.src.startsWith('blob:') && media.readyState >= 3")
    await listen(page)
    await hears(page, TONES[0])
    await openPanel(page)
    await page.getByLabel('German (AAC)').check()
    await hears(page, TONES[1])
    expect(await page.locator('#notice').innerText()).toBe('')
  })

  it('offers other players for a film that it neither opens nor can be fed', async () => {
    const page = await visit('about:blank')
    await page.addInitScript(`SourceBuffer.prototype.appendBuffer = () => { throw new TypeError('No such film') }`)
    await page.route('**/stream/**', (route) =>
      route.request().resourceType() === 'media'
        ? route.fulfill({ contentType: 'video/x-matroska', body: 'no film' })
        : route.continue(),
    )
    await page.goto(watchUrl)
    await page.locator('#notice', { hasText: 'This browser cannot play this file.' }).waitFor()
    await page.getByRole('link', { name: 'VLC' }).waitFor()
  })

  it('goes back to the file when the chosen sound breaks off, where it was, and says so once', async () => {
    const page = await visit(largeUrl)
    await listen(page)
    await openPanel(page)
    await page.getByLabel('German (AAC)').check()
    await hears(page, TONES[1])
    // From here on the server answers nonsense to whoever feeds the film.
    await page.route('**/stream/**', (route) =>
      route.request().resourceType() === 'fetch' ? route.fulfill({ status: 200, body: 'nonsense' }) : route.continue(),
    )
    await page.evaluate('media.currentTime = 200')
    await page.locator('#notice', { hasText: 'The chosen sound cannot be played on.' }).waitFor()
    await reads(page, "media.src.includes('/stream/') && !media.paused && media.currentTime >= 200")
    await hears(page, TONES[0])
    expect(await page.getByLabel('English (AAC)').isChecked()).toBe(true)
  })

  it.each([
    ['whose head leads nowhere', (bytes: Buffer) => bytes.fill(0xff, 40, 4096)],
    ['that ends in its head', (bytes: Buffer) => bytes.subarray(0, 300)],
    [
      'that is one box in another for ever',
      () => Buffer.concat([HEAD, Buffer.alloc(200_000, Buffer.from('1854 9867 81'.replaceAll(' ', ''), 'hex'))]),
    ],
  ])('says of a film %s that nothing can be listed', async (_what, spoil) => {
    const bytes = spoil(makeTrackFilm({ ...twoOfEach, seconds: 2 }))
    const page = await visit(await linkFilm(bytes, 'broken.mkv'), {}, REFUSED)
    await page.locator('#notice', { hasText: 'cannot play this file' }).waitFor()
    await openPanel(page)
    await page.getByText('What is in this file cannot be listed.').waitFor()
  })

  it.each(['light', 'dark'] as const)(
    'has a panel that everybody can use, in %s colours on a phone',
    async (colorScheme) => {
      const page = await visit(watchUrl, { ...phone, colorScheme, reducedMotion: 'reduce' })
      await reads(page, 'media.readyState >= 2')
      await openPanel(page)
      await page.getByLabel('German (ASS)').waitFor()
      expect(await complaints(page)).toEqual([])
      await page.screenshot({ path: `${SCREENSHOTS}player-tracks-phone-${colorScheme}.png` })
      // Arrows choose, Escape leaves to where one came from.
      await page.getByLabel('Off').focus()
      await page.keyboard.press('ArrowDown')
      expect(await page.getByLabel('English (SRT)').isChecked()).toBe(true)
      await page.keyboard.press('Escape')
      expect(await page.getByRole('button', { name: 'Sound and subtitles' }).getAttribute('aria-expanded')).toBe(
        'false',
      )
      await reads(page, "document.activeElement?.className === 'tracks-button'")
      await page.setViewportSize({ width: 1280, height: 900 })
      await openPanel(page)
      expect(await complaints(page)).toEqual([])
      await page.screenshot({ path: `${SCREENSHOTS}player-tracks-desk-${colorScheme}.png` })
    },
  )
})

/** What a Matroska file begins with. */
const HEAD = Buffer.from('1a45dfa380', 'hex')

function openPanel(page: Page): Promise<void> {
  return page.getByRole('button', { name: 'Sound and subtitles' }).click()
}

/** As browsers count: containers keep thousandths. */
function nearly(expression: string, seconds: number): string {
  return `Math.abs(${expression} - ${seconds}) < 0.1`
}

function lengthOf(range: string | undefined): number {
  const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(range ?? '') ?? []
  return from === undefined ? 0 : Number(to) - Number(from) + 1
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0)
}

/** Begins to play, and to listen to what is decoded. */
async function listen(page: Page): Promise<void> {
  await reads(page, 'media.readyState >= 2')
  await page.keyboard.press('k')
  await page.evaluate(`(() => {
    const context = new AudioContext()
    globalThis.analyser = context.createAnalyser()
    analyser.fftSize = 8192
    context.createMediaElementSource(media).connect(analyser)
    analyser.connect(context.destination)
    return context.resume()
  })()`)
}

/** The loudest tone just now. */
function hears(page: Page, hertz: number): Promise<void> {
  return reads(
    page,
    `(() => {
      const bins = new Float32Array(analyser.frequencyBinCount)
      analyser.getFloatFrequencyData(bins)
      const loudest = bins.indexOf(Math.max(...bins))
      return bins[loudest] > -60 && Math.abs(loudest * analyser.context.sampleRate / analyser.fftSize - ${hertz}) < 20
    })()`,
  )
}

/** Waits until it is so on the page, where `media` is what plays. */
async function reads(page: Page, expression: string): Promise<void> {
  // Playwright's own waiting evaluates strings in the page, which the page's content security policy forbids.
  await expect.poll(() => page.evaluate(expression), { timeout: WAIT_TIMEOUT_MS, message: expression }).toBe(true)
}

/** What axe finds wrong for people who see, hear or move differently. */
async function complaints(page: Page): Promise<string[]> {
  await page.evaluate(axe.source)
  return page.evaluate<string[]>(`axe.run({ preload: false }).then(({ violations }) =>
    violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ target, failureSummary }) => target + ' ' + failureSummary).join('; ')))`)
}
