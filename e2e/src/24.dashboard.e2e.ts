/** What admins do at the dashboard, in a real browser on the real server. */
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import type { Account } from '@streambot/telegram-sim'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { Chat } from './16.chat.js'
import {
  complaints,
  Dashboard,
  logIn,
  loginLink,
  reads,
  REFUSED,
  tooWide,
  VIEWS,
  WAIT_TIMEOUT_MS,
} from './24.dashboard.js'
import { isChromiumMissing, useBrowser } from './browser.js'
import { standStill, verdict } from './readers.js'
import { freePort } from './free-port.js'
import { TestServer, type FileLinks } from './test-server.js'

const MIB = 1024 * 1024
const SOON = { timeout: WAIT_TIMEOUT_MS, interval: 50 }
const SCREENSHOTS = fileURLToPath(new URL('../../build/screenshots/', import.meta.url))
const phone = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true }
const tablet = { width: 820, height: 1180 }
const desk = { viewport: { width: 1440, height: 900 } }

describe.skipIf(isChromiumMissing)('the dashboard', { timeout: 90_000 }, () => {
  const visit = useBrowser()
  let server: TestServer
  let root: Chat
  let ada: Account
  let files = 0

  const adasFile = async (name: string, sizeBytes = 100_000): Promise<FileLinks> => {
    const { id } = server.sim.world.putSyntheticFile(sizeBytes, `file ${++files}`, { mimeType: 'video/mp4', name })
    return server.linkAgain(id, ada)
  }
  const enter = (...more: [Parameters<typeof visit>[1]?, RegExp?]) => Dashboard.enter(visit, root, ...more)

  beforeAll(async () => {
    mkdirSync(SCREENSHOTS, { recursive: true })
    server = await TestServer.open({ workers: 2 })
    const { world } = server.sim
    const admin = world.createUser({ firstName: 'Root', languageCode: 'en' })
    ada = world.createUser({ firstName: 'Ada', username: 'ada_l', languageCode: 'en' })
    await server.restart({ ADMINS: String(admin.id), BANDWIDTH_LIMIT_GB: '100' })
    root = new Chat(server, admin)
    for (const chat of [root, new Chat(server, ada)]) await chat.say('/start')
    return () => server[Symbol.asyncDispose]()
  }, 60_000)

  it('is entered by the link of the bot, which works once and leaves no trace in any address', async () => {
    const link = await loginLink(root)
    const code = link.split('#login=')[1] ?? ''
    expect(code.length).toBeGreaterThan(20)
    const page = await visit('about:blank')
    const asked: string[] = []
    page.on('request', (request) => asked.push(request.url()))
    await page.goto(link)
    await page.getByRole('heading', { name: 'Overview' }).waitFor()
    expect(page.url()).toBe(`${server.baseUrl}/admin`)
    expect(await page.title()).toBe('Overview · StreamBot')
    await page.reload()
    await page.getByRole('heading', { name: 'Overview' }).waitFor()
    expect(asked.filter((url) => new URL(url).pathname !== '/admin' && url.includes(code))).toEqual([])
    expect(await page.evaluate('document.cookie')).toBe('')

    const other = await visit(link, {}, REFUSED)
    await other.getByRole('alert').getByText('This link was used before').waitFor()
    expect(other.url()).toBe(`${server.baseUrl}/admin`)
    expect(await other.getByRole('navigation').count()).toBe(0)
    await logIn(other, 'sb_nothing')
    await other.getByRole('alert').getByText('This token is unknown, revoked or over').waitFor()
  })

  it('draws what goes on while it goes on, and cuts off the reader of a stream', async () => {
    const { download } = await adasFile('flood.mp4', 64 * MIB)
    const own = await enter()
    const { page } = own
    const plot = page.getByRole('img', { name: /^to readers/ })
    const picture = () => page.locator('figure', { hasText: 'Open streams' }).locator('canvas').evaluate(toDataUrl)
    await expect.poll(() => page.locator('figure canvas').count(), SOON).toBe(5)
    const before = await picture()

    const reader = await standStill(download)
    await page.getByRole('img', { name: /open: between \d+ and 1$/ }).waitFor()
    expect(await picture()).not.toBe(before)
    await expect.poll(() => plot.getAttribute('aria-label'), SOON).toMatch(/to readers: between .* and [\d.]+ MB\/s/)
    await page.screenshot({ path: `${SCREENSHOTS}dashboard-live.png` })

    await own.go('Streams')
    await own.row('flood.mp4').getByText('127.0.0.1').waitFor()
    await own.press('Stop flood.mp4')
    await own.press('Cancel', own.dialog('Stop this download?'))
    expect(server.streams.list()).toHaveLength(1)
    await own.press('Stop flood.mp4')
    await own.press('Stop it', own.dialog('Stop this download?'))
    await own.hears('flood.mp4: stopped.')
    expect((await reader.rest()).isComplete).toBe(false)
    await page.getByText('Nobody downloads anything').waitFor()
  })

  it('bans somebody with a reason and for a time, and frees them', async () => {
    const { download } = await adasFile('hers.mp4')
    const own = await enter()
    const { page } = own
    await own.go('People')
    await page.getByRole('searchbox', { name: 'Search people' }).fill('nobody at all')
    await page.getByText('Nobody is called so').waitFor()
    await page.getByRole('searchbox', { name: 'Search people' }).fill('ADA_L')
    await own.row('@ada_l').getByRole('link', { name: 'Ada' }).click()
    await own.heading('Ada').waitFor()
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Ada')
    await own.press('Ban…')
    const dialog = own.dialog('Ban Ada')
    await dialog.getByLabel('Reason').fill('<b>spam</b>')
    await dialog.getByLabel('For how long').selectOption('7 days')
    await own.press('Ban', dialog)
    await own.hears('Ada is banned.')
    await page.getByText('The reason: <b>spam</b>').waitFor()
    expect(await verdict(download)).toBe('403 link_banned')

    await own.go('Bans')
    const row = own.row(String(ada.id))
    await row.getByText('<b>spam</b>').waitFor()
    await row.getByText('in 7 d').waitFor()
    await own.press(`Unban ${ada.id}`)
    await own.press('Unban', own.dialog(`Unban person ${ada.id}?`))
    await page.getByText('Nobody is banned.').waitFor()
    expect(await verdict(download)).toBe('200')
  })

  it('authorises somebody and gives them limits of their own', async () => {
    const own = await enter({}, REFUSED)
    const { page } = own
    await page.goto(`${server.baseUrl}/admin#/people/${ada.id}`)
    await own.press('Authorise')
    await own.hears('Ada is authorised.')
    await own.press('Limits…')
    const dialog = own.dialog('Limits of their own')
    await dialog.getByLabel('Links a day').fill('many')
    await dialog.getByText('Must be a number').waitFor()
    await dialog.getByLabel('Links a day').fill('999999')
    await own.press('Save', dialog)
    await dialog.getByRole('alert').waitFor()
    await dialog.getByLabel('Links a day').fill('50')
    await dialog.getByLabel('Traffic a month').fill('2,5')
    await own.press('Save', dialog)
    await page.getByText('2.5 GB', { exact: true }).waitFor()
    const described = await server.operations.describeUser(ada.id)
    expect(described.user).toMatchObject({ isAuthorized: true, linksPerDay: 50, bandwidthBytesPerMonth: 2.5e9 })
    await own.press('Take authorisation away')
    await own.hears('Ada is as everybody again.')
    expect((await server.operations.describeUser(ada.id)).user).toMatchObject({
      isAuthorized: false,
      linksPerDay: null,
    })
  })

  it('finds a link by its name and by its address, changes whom it serves, and ends it', async () => {
    const { download } = await adasFile('Urlaub am Meer.mp4')
    await adasFile('other.mp4')
    const own = await enter({}, REFUSED)
    const { page } = own
    await own.go('Links')
    await page.getByRole('searchbox', { name: 'Search links' }).fill('am meer')
    await expect.poll(() => own.row('.mp4').count(), SOON).toBe(1)
    await page.getByRole('searchbox', { name: 'Search links' }).fill(download)
    await own.row('Urlaub').getByRole('link', { name: 'Urlaub am Meer.mp4' }).click()
    await own.heading('Urlaub am Meer.mp4').waitFor()

    await own.press('Change…')
    const dialog = own.dialog('Change this link')
    await dialog.getByLabel('Addresses that may read').fill('nowhere')
    await own.press('Save', dialog)
    await dialog.getByText('"nowhere" is neither an address nor a CIDR block').waitFor()
    await dialog.getByLabel('Addresses that may read').fill('')
    await dialog.getByLabel('Password', { exact: true }).selectOption('a new one…')
    await dialog.getByLabel('New password').fill('open sesame')
    await dialog.getByLabel('Downloads at most').fill('3')
    await dialog.getByLabel('Ends').selectOption('1 hour')
    await own.press('Save', dialog)
    await own.hears('Urlaub am Meer.mp4: changed.')
    await page.getByText('0 of 3').waitFor()
    expect(await verdict(download)).toBe('401 password_required')

    await own.press('Revoke…')
    await own.press('Revoke it', own.dialog('Revoke this link?'))
    await page.locator('.badge', { hasText: 'revoked' }).waitFor()
    expect(await page.getByRole('button', { name: 'Revoke…' }).count()).toBe(0)
    expect(await verdict(download)).toBe('404 link_not_found')
  })

  it('changes a setting, which acts at once, and shows at the field why another value is none', async () => {
    const own = await enter({}, REFUSED)
    const { page } = own
    await own.go('Settings')
    await own.press('Change MAX_FILE_SIZE_BYTES')
    const field = page.getByLabel('New value of MAX_FILE_SIZE_BYTES')
    await field.fill('a lot')
    await own.press('Save')
    const refusal = page.locator('.refusal')
    await refusal.waitFor()
    const describedBy = await field.getAttribute('aria-describedby')
    expect(await field.getAttribute('aria-invalid')).toBe('true')
    expect(describedBy?.split(' ')).toContain(await refusal.getAttribute('id'))
    expect(await refusal.innerText()).not.toBe('')
    await field.fill('50KB')
    await own.press('Save')
    await own.hears('MAX_FILE_SIZE_BYTES is 50 KB now.')
    const { id } = server.sim.world.putSyntheticFile(100_000, 'too large', { mimeType: 'video/mp4' })
    expect((await server.ask({ media: id }, ada)).text).not.toContain('/dl/')
    await own.press('Reset MAX_FILE_SIZE_BYTES')
    await own.hears('MAX_FILE_SIZE_BYTES is 0 again.')
    expect((await server.linkAgain(id, ada)).download).toContain('/dl/')
    await own.go('Audit')
    await own.row('settings.set').getByText('MAX_FILE_SIZE_BYTES').waitFor()
  })

  it('shows the log as it is written, filtered and held', async () => {
    const own = await enter()
    const { page } = own
    await own.go('Logs')
    await page.getByText('Live: new lines come in at the top.').waitFor()
    await page.getByRole('searchbox', { name: 'Filter' }).fill('Link created')
    const lines = page.getByRole('list', { name: /Lines of the log/ }).getByRole('listitem')
    await expect
      .poll(async () => (await lines.allInnerTexts()).every((it) => it.includes('Link created')), SOON)
      .toBe(true)
    await page.getByText('Live: new lines come in at the top.').waitFor()
    const before = await lines.count()
    await adasFile('logged.mp4')
    await expect.poll(() => lines.count(), SOON).toBe(before + 1)
    await own.press('Hold')
    await adasFile('unseen.mp4')
    await own.press('Go on')
    await expect.poll(() => lines.count(), SOON).toBe(before + 2)
    expect(new Set(await lines.allInnerTexts()).size).toBe(before + 2)
    await page.getByLabel('Level').selectOption('error')
    await page.getByText('Nothing of this kind has been logged').waitFor()
    await own.press('Page by page')
    await page.getByText('0 lines, page 1 of 1').waitFor()
  })

  it('sends a message to everybody and tells how far it is', async () => {
    const people = [new Chat(server, ada), root]
    const own = await enter()
    const { page } = own
    await own.go('Broadcasts')
    const text = '<i>Back</i> at noon'
    await page.getByLabel('Text', { exact: true }).fill(text)
    await own.press('Look at it, then send…')
    const dialog = own.dialog('Send this to everybody?')
    await dialog.getByText('2 people get it once').waitFor()
    expect(await dialog.getByRole('blockquote').innerText()).toBe(text)
    const arrived = people.map((chat) => chat.next((message) => message.text === text))
    await own.press('Send to everybody', dialog)
    await Promise.all(arrived)
    const progress = page.getByRole('article').filter({ hasText: 'done' })
    await progress.getByText('2 people were asked').waitFor()
    // Also after the page was closed, and in the browser of whoever else may see it.
    await page.reload()
    const other = await enter()
    await other.go('Broadcasts')
    for (const it of [page, other.page]) {
      await it.getByRole('article').getByText('2 have it').waitFor()
      await it
        .getByRole('article')
        .getByRole('link', { name: String(root.person.id) })
        .waitFor()
    }
  })

  it('tells that a message to everybody waits for Telegram, and stops it', async () => {
    const aim = { accountId: server.bot.id, method: 'messages.forwardMessages' }
    server.sim.faults.floodWait(60, aim)
    const own = await enter()
    const { page } = own
    await own.go('Broadcasts')
    await page.getByLabel('Text', { exact: true }).fill('never mind')
    await own.press('Look at it, then send…')
    await own.press('Send to everybody', own.dialog('Send this to everybody?'))
    // The newest.
    const progress = page.getByRole('article').first()
    await progress.getByText(/Telegram says to wait, it goes on/).waitFor()
    expect(await progress.getByRole('progressbar').getAttribute('max')).toBe('2')
    await own.press('Cancel it…')
    await own.press('Cancel the broadcast', own.dialog('Cancel this broadcast?'))
    await own.hears('The broadcast is cancelled.')
    await progress.getByText('cancelled', { exact: true }).waitFor()
    expect(await progress.getByRole('button').count()).toBe(0)
  })

  it('makes a token that is shown once, and shows whoever comes by it no more than that is good for', async () => {
    const own = await enter()
    await own.go('API tokens')
    await own.press('Make a token…')
    const dialog = own.dialog('Make a token')
    await dialog.getByLabel('Name').fill('for the wall')
    for (const scope of ['stats', 'broadcast']) await dialog.getByLabel(scope).check()
    await dialog.getByLabel('Ends').selectOption('1 hour')
    await own.press('Make it', dialog)
    const token = await own.dialog('Copy it now').getByRole('textbox').inputValue()
    expect(token).toMatch(/^sb_/)
    await own.press('I have it')
    await own.row('for the wall').waitFor()
    expect(await own.page.content()).not.toContain(token)

    const guest = await Dashboard.enterByToken(visit, server, token)
    const { page } = guest
    await page.getByText('Traffic this month').waitFor()
    const menu = page.getByRole('navigation', { name: 'Views' }).getByRole('link')
    expect((await menu.allInnerTexts()).map((it) => it.trim())).toEqual(['Overview', 'Broadcasts'])
    await page.goto(`${server.baseUrl}/admin#/logs`)
    await page.getByText('This session lacks the scope logs').waitFor()

    await guest.go('Broadcasts')
    await page.getByLabel('Text', { exact: true }).fill('half a sent')
    await own.press('Revoke for the wall')
    await own.press('Revoke it', own.dialog('Revoke for the wall?'))
    await own.hears('for the wall: revoked.')
    await guest.press('Look at it, then send…')
    await page.getByText('The session is over.').waitFor()
    expect(await page.getByText('half a sent').isVisible()).toBe(false)
    await logIn(page, token)
    await page.getByText('This token is unknown, revoked or over').waitFor()
  })

  it('keeps what was typed until the same person is back', async () => {
    const made = await server.operations.tokens.create('user:1', {
      name: 'twice',
      scopes: ['stats', 'broadcast'],
      expiresAtMs: null,
    })
    if (!made.ok) throw new Error(made.refusal.reason)
    const own = await Dashboard.enterByToken(visit, server, made.token)
    const { page } = own
    await own.go('Broadcasts')
    await page.getByLabel('Text', { exact: true }).fill('half a sentence')
    await page.context().clearCookies()
    await own.press('Look at it, then send…')
    await page.getByText('The session is over.').waitFor()
    expect(await complaints(page)).toEqual([])
    await logIn(page, made.token)
    const dialog = own.dialog('Send this to everybody?')
    expect(await dialog.getByRole('blockquote').innerText()).toBe('half a sentence')
    await own.press('Cancel', dialog)
    expect(await page.getByLabel('Text', { exact: true }).inputValue()).toBe('half a sentence')
  })

  it('says that the server is away, and is back by itself when that is', async () => {
    const own = await enter(desk, REFUSED)
    const { page } = own
    await page.context().setOffline(true)
    await page.getByText('The server cannot be reached. What you see is from before').waitFor()
    await page.context().setOffline(false)
    await expect.poll(() => page.locator('.banner').innerText(), SOON).toBe('')
    const samples = page.getByRole('img', { name: /^open: between/ })
    await samples.waitFor()
    expect(await page.getByRole('alert').count()).toBe(0)
  })

  it('is over after the log-out, here and for whoever has the cookie', async () => {
    const own = await enter({}, REFUSED)
    const { page } = own
    const cookies = await page.context().cookies(`${server.baseUrl}/api/v1/stats`)
    const headers = {
      cookie: cookies.map(({ name, value }) => `${name}=${value}`).join('; '),
      'x-streambot-dashboard': '1',
    }
    expect((await fetch(`${server.baseUrl}/api/v1/stats`, { headers })).status).toBe(200)
    await own.press('Log out')
    await page.getByLabel('API token').waitFor()
    expect(await page.getByRole('heading', { name: 'Overview' }).count()).toBe(0)
    expect((await fetch(`${server.baseUrl}/api/v1/stats`, { headers })).status).toBe(401)
    expect(await page.context().cookies()).toEqual([])
  })

  it('does nothing for a page of another origin, though the browser sends that its cookie', async () => {
    const { download } = await adasFile('target.mp4')
    const id = server.lastLinkId
    const own = await enter({}, ANY_TROUBLE)
    const audited = () =>
      own.page.evaluate<string[]>(`fetch('/api/v1/audit?limit=100', { headers: { 'x-streambot-dashboard': '1' } })
        .then((answer) => answer.json()).then(({ items }) => items.map((it) => it.id))`)
    const before = await audited()
    expect(before.length).toBeGreaterThan(0)
    const api = `${server.baseUrl}/api/v1`
    const other = await serveEmptyPage()
    const page = await own.page.context().newPage()
    await page.goto(other)
    const outcomes = await page.evaluate<string[]>(`(async () => {
      const own = { 'x-streambot-dashboard': '1', 'content-type': 'application/json' }
      const tries = [
        ['${api}/stats', {}],
        ['${api}/stats', { mode: 'no-cors' }],
        ['${api}/stats', { headers: own }],
        ['${api}/links/${id}', { method: 'DELETE' }],
        ['${api}/links/${id}', { method: 'DELETE', headers: own }],
        ['${api}/settings/ACCESS_MODE', { method: 'PUT', headers: own, body: '{"value":"owner-only"}' }],
        ['${api}/tokens', { method: 'POST', mode: 'no-cors', headers: { 'content-type': 'text/plain' }, body: '{"name":"x","scopes":["links"]}' }],
        ['${server.baseUrl}/admin/session', { method: 'DELETE' }],
        ['${server.baseUrl}/admin/session', { mode: 'no-cors' }],
      ]
      const readable = []
      for (const [url, init] of tries) {
        try {
          const answer = await fetch(url, { credentials: 'include', ...init })
          const text = await answer.text()
          if (answer.ok && text !== '') readable.push(url + ' ' + text.slice(0, 100))
        } catch {}
      }
      return readable
    })()`)
    expect(outcomes).toEqual([])
    await page.setContent(
      `<form method="post" enctype="text/plain" action="${api}/tokens"><button>Win a prize</button></form>`,
    )
    await page.getByRole('button').click()
    // What somebody without the cookie is told is another thing: the browser did send it.
    await page.getByText('Only the dashboard’s own page may ask with its cookie').waitFor()
    await page.goto(other)
    await page.setContent(`<iframe src="${server.baseUrl}/admin"></iframe>`)
    expect(page.frames()[1]?.url()).toBe('chrome-error://chromewebdata/')
    expect(await audited()).toEqual(before)
    expect(await verdict(download)).toBe('200')
    await own.page.reload()
    await own.heading('Overview').waitFor()
  })

  it('stays in when a link on another site leads to its doors, though the browser brings no cookie along', async () => {
    const own = await enter({}, ANY_TROUBLE)
    const page = await own.page.context().newPage()
    for (const path of ['/admin/session', '/api/v1/stats']) {
      await page.goto(`data:text/html,<a href="${server.baseUrl}${path}">Win a prize</a>`)
      await page.getByRole('link').click()
      await page.getByText(/Nobody is logged in here|Send a token/).waitFor()
    }
    await own.page.reload()
    await own.heading('Overview').waitFor()
  })

  it('is in all tabs of a browser what it is in one of them: under the name of whoever logs in, or over', async () => {
    const own = await enter({}, REFUSED)
    await own.page.locator('.who').getByText('Root').waitFor()
    const made = await own.page.evaluate<string>(`fetch('/api/v1/tokens', {
        method: 'POST',
        headers: { 'x-streambot-dashboard': '1', 'content-type': 'application/json' },
        body: '{"name":"the wall","scopes":["stats"]}',
      }).then((answer) => answer.json()).then(({ token }) => token)`)
    const second = await own.page.context().newPage()
    await second.goto(`${server.baseUrl}/admin`)
    await second.getByRole('button', { name: 'Log out' }).click()
    await own.page.getByText('The session is over').waitFor()
    await logIn(second, made)
    await own.page.locator('.who').getByText('the wall').waitFor()
    await own.page.getByRole('link', { name: 'Links', exact: true }).waitFor({ state: 'detached' })
  })

  it('shows names as they are written, also those that turn writing around, and takes no nonsense for no limit', async () => {
    await adasFile('invoice \u202efdp.exe')
    const own = await enter()
    await own.go('Links')
    await own.row('invoice').getByRole('link', { name: 'invoice \ufffdfdp.exe' }).click()
    await own.press('Change…')
    const dialog = own.dialog('Change this link')
    await dialog.getByLabel('Downloads at most').fill('10 000')
    await dialog.getByText('Must be a whole number, or nothing.').waitFor()
    expect(await dialog.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true)
  })

  it('says how long ago something was also when nobody asks anew', async () => {
    await adasFile('lately.mp4')
    const own = await enter()
    const { page } = own
    await page.clock.install()
    await page.goto(`${server.baseUrl}/admin#/links`)
    await page.reload()
    await own.row('lately.mp4').getByText('just now').waitFor()
    await page.clock.fastForward('05:00')
    await own.row('lately.mp4').getByText('5 min ago').waitFor()
  })

  it('works below a path that a proxy leaves in front of it', async () => {
    const port = await freePort()
    const env = { PORT: String(port), BASE_URL: `http://127.0.0.1:${port}/files` }
    const own = await TestServer.create({ workers: 1, env })
    const admin = own.sim.world.createUser({ firstName: 'Root', languageCode: 'en' })
    await own.restart({ ADMINS: String(admin.id) })
    const chat = new Chat(own, admin)
    await chat.say('/start')
    const { page } = await Dashboard.enter(visit, chat)
    expect(new URL(page.url()).pathname).toBe('/files/admin')
    await page.goto(`${env.BASE_URL}/admin/#/settings`)
    await page.getByText('MAX_LINKS_PER_DAY').waitFor()
  })

  it('is used by keys alone, and tells where somebody is', async () => {
    const own = await enter()
    const { page } = own
    await page.keyboard.press('Tab')
    expect(await page.evaluate('document.activeElement.textContent')).toBe('To the view')
    await page.keyboard.press('Enter')
    await reads(page, 'document.activeElement.id', 'main')
    await own.go('API tokens')
    await reads(page, 'document.activeElement.textContent', 'API tokens')
    await reads(page, 'document.title', 'API tokens · StreamBot')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await own.dialog('Make a token').waitFor()
    await page.keyboard.press('Escape')
    await reads(page, 'document.activeElement.textContent', 'Make a token…')
    await page.goBack()
    await own.heading('Overview').waitFor()
  })

  it.each([
    ['phone', 'light', phone],
    ['phone', 'dark', phone],
    ['desk', 'light', desk],
    ['desk', 'dark', desk],
  ] as const)('fits a %s in %s colours, and can be used by everybody', async (name, colorScheme, size) => {
    await adasFile('A film with a name that is longer than a phone is wide, as they often are.mp4')
    const own = await enter({ ...size, colorScheme, reducedMotion: 'reduce' }, REFUSED)
    const { page } = own
    const shot = (view: string) =>
      page.screenshot({ path: `${SCREENSHOTS}dashboard-${view}-${name}-${colorScheme}.png` })
    const look = async (view: string) => {
      expect({ view, tooWide: await tooWide(page), complaints: await complaints(page) }).toEqual({
        view,
        tooWide: [],
        complaints: [],
      })
      await shot(view)
    }
    for (const [view, title] of VIEWS) {
      if (view !== 'overview') await own.go(title)
      await expect.poll(() => page.getByText(/^(Loading|Connecting)…$/).count(), SOON).toBe(0)
      await look(view)
      if (name === 'desk') await fitsTablet(own, size.viewport)
    }
    if (name === 'phone') {
      await page.getByRole('button', { name: /choose another view/ }).click()
      await look('menu')
    }
    await page.goto(`${server.baseUrl}/admin#/people/${ada.id}`)
    await own.heading('Ada').waitFor()
    await look('person')
    await own.press('Ban…')
    await own.dialog('Ban Ada').waitFor()
    await look('ban')
    await own.press('Cancel')
    await own.go('Links')
    await page.getByRole('row').getByRole('link').first().click()
    await page.getByRole('button', { name: 'Change…' }).click()
    await look('link')
    await own.press('Cancel')
    await own.press('Log out')
    await page.getByLabel('API token').waitFor()
    await look('login')
  })
})

/** Which is a desk with less room. */
async function fitsTablet(
  { page }: Dashboard,
  back: { readonly width: number; readonly height: number },
): Promise<void> {
  await page.setViewportSize(tablet)
  expect(await tooWide(page)).toEqual([])
  await page.setViewportSize(back)
}

/** What a page of somebody else's provokes is not to be in order. */
const ANY_TROUBLE = /./

/** Another port is another origin, and the same site: cookies of `SameSite=Strict` go there. */
async function serveEmptyPage(): Promise<string> {
  const elsewhere = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Elsewhere</title>')
  })
  elsewhere.listen(0, '127.0.0.1')
  await once(elsewhere, 'listening')
  onTestFinished(() => {
    elsewhere.closeAllConnections()
    elsewhere.close()
  })
  return `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/`
}

const toDataUrl = (canvas: { toDataURL(): string }) => canvas.toDataURL()
