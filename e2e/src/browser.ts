/**
 * A real Chromium for journeys through a page. Every visit is watched: an error in the console (a breach of the page's
 * content security policy is one), a dialog, or a request to anywhere but this machine fails the test that made it.
 */
import { existsSync } from 'node:fs'
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core'
import { beforeAll, expect, onTestFinished } from 'vitest'

const USUAL_PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
/** Less than a test may take, so that what was waited for is told. */
const WAIT_TIMEOUT_MS = 20_000

const ARGUMENTS = [
  '--no-sandbox', // containers run tests as root, and Chromium has no sandbox there; it opens our own page only
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  // What Chromium asks for by itself is no page's request: no name leads anywhere.
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
]

const places = process.env['STREAMBOT_TEST_CHROMIUM'] ? [process.env['STREAMBOT_TEST_CHROMIUM']] : USUAL_PLACES
const executablePath = places.find((place) => existsSync(place))

/** For `describe.skipIf`; then the reason is printed. */
export const isChromiumMissing = executablePath === undefined
if (isChromiumMissing) {
  console.warn(
    `Journeys in a browser are skipped: there is no Chromium at ${places.join(', ')}. ` +
      'Install it (Debian: apt-get install chromium), or name one in STREAMBOT_TEST_CHROMIUM.',
  )
}

/** @param expected what a test brings about itself, such as a refused request that the browser writes to the console */
type Visit = (address: string, person?: BrowserContextOptions, expected?: RegExp) => Promise<Page>

/** One Chromium for the tests of a `describe` block. The returned function opens an address in it as a new person would. */
export function useBrowser(): Visit {
  let browser: Browser
  beforeAll(async () => {
    browser = await chromium.launch({ headless: true, args: ARGUMENTS, ...(executablePath && { executablePath }) })
    return () => browser.close()
  })
  return (address, person, expected) => visit(browser, address, person, expected)
}

async function visit(
  browser: Browser,
  address: string,
  person: BrowserContextOptions = {},
  expected: RegExp | null = null,
): Promise<Page> {
  const context = await browser.newContext(person)
  const troubles: string[] = []
  onTestFinished(async () => {
    await context.close()
    expect(troubles.filter((trouble) => !expected?.test(trouble))).toEqual([])
  })
  context.setDefaultTimeout(WAIT_TIMEOUT_MS)
  context.on('weberror', (it) => troubles.push(String(it.error())))
  context.on('console', (it) => it.type() === 'error' && troubles.push(it.text()))
  context.on('request', (it) => isElsewhere(it.url()) && troubles.push(`request to ${it.url()}`))
  context.on('dialog', async (it) => {
    troubles.push(`dialog: ${it.message()}`)
    await it.dismiss()
  })
  const page = await context.newPage()
  await page.goto(address)
  return page
}

/** `blob:` and `data:` addresses have no host, and a browser's own parts (its viewer of PDFs) are nowhere else. */
function isElsewhere(address: string): boolean {
  const { protocol, hostname } = new URL(address)
  return hostname !== '' && hostname !== '127.0.0.1' && !/^chrome(-extension)?:$/.test(protocol)
}
