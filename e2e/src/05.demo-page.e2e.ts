/** What a newcomer does after `npm run demo`: opens the chat page in a browser, sends files, uses the links. */
import { createCipheriv, createHash } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ChatServer, Demo } from '@streambot/demo'
import type { Locator, Page } from 'playwright-core'
import { createLoggers } from 'streambot'
import { describe, expect, it, onTestFinished } from 'vitest'
import { expectNoSecrets } from './28.overheard.js'
import { isChromiumMissing, useBrowser } from './browser.js'

const MIB = 1024 * 1024
const START_TIMEOUT_MS = 30_000
const phone = { viewport: { width: 320, height: 640 }, isMobile: true, hasTouch: true }

describe.skipIf(isChromiumMissing)('the chat page in a browser', { timeout: 60_000 }, () => {
  const visit = useBrowser()

  it('turns a chosen file into a link to exactly its bytes', async () => {
    const page = await visit(await openDemo())
    const bytes = madeUpBytes(3 * MIB + 17)
    const path = await fileOnDisk('holiday film.bin', bytes)
    const letUploadsGo = await holdUploads(page)

    const chooserOpened = page.waitForEvent('filechooser')
    await page.getByRole('button', { name: 'Choose a file' }).click()
    await (await chooserOpened).setFiles(path)

    const upload = page.locator('.uploading')
    await upload.getByRole('progressbar', { name: 'Upload of holiday film.bin' }).waitFor()
    expect(await upload.locator('.file-facts').innerText()).toContain('3 MiB')
    expect(await page.locator('.invitation').isVisible()).toBe(false)
    letUploadsGo()
    await upload.waitFor({ state: 'detached' })

    const answer = await answerWith(page, 'Download:')
    // What a reader sees: a line break counts only where it breaks a line.
    const lines = (await answer.locator('.text').innerText()).split('\n')
    expect(lines).toEqual([
      'holiday film.bin',
      '3 MiB · application/octet-stream',
      '',
      expect.stringMatching(/^Download: http:\/\/127\.0\.0\.1:\d+\/dl\/\S+$/),
      expect.stringMatching(/^Stream: http:\/\/127\.0\.0\.1:\d+\/stream\/\S+$/),
      '',
      expect.stringMatching(/^The links/),
    ])

    const { name, content } = await download(page, answer.locator('.message-button', { hasText: 'Download' }))
    expect(name).toBe('holiday film.bin')
    expect(sha256(content)).toBe(sha256(bytes))
  })

  it('turns a dropped file into links that download it and show it in a tab of its own', async () => {
    const page = await visit(await openDemo())
    await drop(page, await fileOnDisk('note.txt', Buffer.from('Dropped by hand.')))

    const answer = await answerWith(page, 'Download:')
    const { name, content } = await download(page, answer.getByRole('link', { name: '/dl/' }))
    expect([name, content.toString()]).toEqual(['note.txt', 'Dropped by hand.'])

    const tabOpened = page.context().waitForEvent('page')
    await answer.locator('.message-button', { hasText: 'View' }).click()
    const tab = await tabOpened
    await tab.getByText('Dropped by hand.').waitFor()
    expect(new URL(page.url()).pathname).toBe('/')
  })

  it('puts a link on the clipboard', async () => {
    const page = await visit(await openDemo(), { permissions: ['clipboard-read', 'clipboard-write'] })
    const file = { name: 'note.txt', mimeType: 'text/plain', buffer: Buffer.from('text') }
    await page.locator('#picker').setInputFiles(file)
    const answer = await answerWith(page, 'Download:')
    await answer.locator('.message-button', { hasText: 'Copy link' }).click()
    await page.getByText('Copied').waitFor()
    const link = await answer.getByRole('link', { name: '/dl/' }).getAttribute('href')
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(link)
  })

  it('lets its visitor into the dashboard, as an admin', async () => {
    const page = await visit(await openDemo())
    await page.locator('#text').fill('/dashboard')
    await page.locator('#text').press('Enter')
    const answer = await answerWith(page, 'logs you in')
    const tabOpened = page.context().waitForEvent('page')
    await answer.locator('.message-button', { hasText: 'Open the dashboard' }).click()
    const dashboard = await tabOpened
    await dashboard.getByText('4 of 4').waitFor()
  })

  it('answers what is typed', async () => {
    const page = await visit(await openDemo())
    const field = page.getByRole('textbox', { name: 'Message' })
    await field.fill('/help')
    await field.press('Enter')
    const answer = await answerWith(page, 'Anyone who has a link')
    const bold = await answer.locator('strong').allInnerTexts()
    expect(bold).toEqual(['Send me any file', 'Download', 'Watch', 'Listen', 'View', 'Stream'])
    expect(await field.inputValue()).toBe('')
  })

  it('shows markup in names and messages as text and runs nothing of it', async () => {
    const page = await visit(await openDemo())
    const markup = '<img src=x onerror=alert(1)>'
    const file = { name: `${markup}.txt`, mimeType: 'text/plain', buffer: Buffer.from('text') }
    await page.locator('#picker').setInputFiles(file)
    await answerWith(page, 'Download:')
    await page.locator('#text').fill(markup)
    await page.locator('#text').press('Enter')
    await answerWith(page, 'Send me a file')

    const expectText = async () => {
      expect(await page.locator('.mine .file-name').textContent()).toBe(`${markup}.txt`)
      expect(await page.locator('.mine .text').last().textContent()).toBe(markup)
      expect(await page.locator('#messages img').count()).toBe(0)
    }
    await expectText()
    // Once more from what the server kept.
    await page.reload()
    await answerWith(page, 'Send me a file')
    await expectText()
  })

  it.each(['light', 'dark'] as const)('fits a phone and is readable in %s colours', async (colorScheme) => {
    const page = await visit(await openDemo(), { ...phone, colorScheme })
    await page.getByText('Send the bot any file').waitFor()
    expect(await tooWide(page)).toEqual([])

    const name = `${'a-name-without-any-space-'.repeat(6)}${'w'.repeat(60)}.txt`
    await page.locator('#picker').setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.from('text') })
    await answerWith(page, 'Download:')
    await page.locator('#text').fill('w'.repeat(300))
    await page.getByRole('button', { name: 'Send the message' }).tap()
    await answerWith(page, 'Send me a file')
    expect(await tooWide(page)).toEqual([])

    const bubble = await coloursOf(page, '.bubble')
    expect(luminance(bubble.back) < luminance(bubble.ink)).toBe(colorScheme === 'dark')
    for (const part of ['.text', '.time', '.link'])
      expect(contrast((await coloursOf(page, part)).ink, bubble.back)).toBeGreaterThan(4.5)
    const button = await coloursOf(page, '.message-button')
    expect(contrast(button.ink, button.back)).toBeGreaterThan(4.5)
  })
})

/** As `npm run demo` starts it, on a free port. */
async function openDemo(): Promise<string> {
  const { loggers, log } = keptLog()
  const signal = AbortSignal.timeout(START_TIMEOUT_MS)
  const demo = await Demo.start({ workers: 3, preset: 'near', signal, loggers })
  onTestFinished(async () => {
    await demo[Symbol.asyncDispose]()
    expectNoSecrets(log(), 'The log of the demo', true)
  })
  const server = await ChatServer.create({ chat: demo.chat, uploadDirectory: demo.uploadDirectory })
  onTestFinished(() => server[Symbol.asyncDispose]())
  return server.listen(0)
}

function keptLog() {
  const lines: string[] = []
  const destination = { write: (line: string) => void lines.push(line) }
  const loggers = createLoggers({ level: 'trace', format: 'pretty', secrets: [], destination })
  return { loggers, log: () => lines.join('') }
}

async function answerWith(page: Page, text: string): Promise<Locator> {
  const answer = page.locator('.message.theirs', { hasText: text })
  await answer.waitFor()
  return answer
}

/** Uploads stand still until the returned function is called, so what the page shows meanwhile can be read. */
async function holdUploads(page: Page): Promise<() => void> {
  let letGo = () => {}
  const released = new Promise<void>((resolve) => (letGo = resolve))
  await page.route('**/api/files', async (route) => {
    await released
    await route.continue()
  })
  return letGo
}

/** As from a file manager: the browser takes the file from disk and sends the page its own, trusted events. */
async function drop(page: Page, path: string): Promise<void> {
  const devTools = await page.context().newCDPSession(page)
  const move = (type: 'dragEnter' | 'dragOver' | 'drop') =>
    devTools.send('Input.dispatchDragEvent', {
      type,
      x: 200,
      y: 200,
      data: { items: [], files: [path], dragOperationsMask: 1 },
    })
  await move('dragEnter')
  await move('dragOver')
  const invitation = page.getByText('Let go to send it to the bot')
  await invitation.waitFor()
  await move('drop')
  await invitation.waitFor({ state: 'hidden' })
}

async function download(page: Page, link: Locator): Promise<{ name: string; content: Buffer }> {
  const begun = page.context().waitForEvent('download')
  await link.click()
  const file = await begun
  return { name: file.suggestedFilename(), content: await readFile(await file.path()) }
}

/** What reaches beyond the screen. Its width is ours: a phone widens `innerWidth` to what does not fit. */
function tooWide(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`[
    ...[document.scrollingElement, document.getElementById('scroller')].filter((it) => it.scrollWidth > it.clientWidth),
    ...[...document.querySelectorAll('body *')].filter((it) => it.getBoundingClientRect().right > ${phone.viewport.width}),
  ].map((it) => it.outerHTML.slice(0, 100))`)
}

interface Colours {
  readonly ink: string
  readonly back: string
}

/** Of a part of the answer with links. */
function coloursOf(page: Page, part: string): Promise<Colours> {
  return page.evaluate<Colours>(`(({ color, backgroundColor }) => ({ ink: color, back: backgroundColor }))(
    getComputedStyle(document.querySelector('.theirs:has(.message-button) ${part}')),
  )`)
}

/** WCAG 2.2's contrast ratio: 1 to 21. */
function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (light + 0.05) / (dark + 0.05)
}

/** WCAG 2.2's relative luminance of `rgb(r, g, b)`. */
function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = (colour.match(/\d+/g) ?? [])
    .map((text) => Number(text) / 255)
    .map((it) => (it <= 0.04045 ? it / 12.92 : ((it + 0.055) / 1.055) ** 2.4))
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

async function fileOnDisk(name: string, bytes: Uint8Array): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'streambot-page-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  await writeFile(join(folder, name), bytes)
  return join(folder, name)
}

/** The same in every run, and no part of it like another. */
function madeUpBytes(size: number): Buffer {
  return createCipheriv('aes-128-ctr', Buffer.alloc(16), Buffer.alloc(16)).update(Buffer.alloc(size))
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
