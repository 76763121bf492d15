/** An admin at the dashboard, in a browser: comes in by the bot's link, goes from view to view. */
import axe from 'axe-core'
import type { BrowserContextOptions, Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import type { Chat } from './16.chat.js'
import type { TestServer } from './test-server.js'

export const WAIT_TIMEOUT_MS = 20_000
/** What a browser writes to the console about an answer that a test provokes. */
export const REFUSED = /Failed to load resource: .*(status of 4\d\d|net::ERR_INTERNET_DISCONNECTED|net::ERR_FAILED)/

export const VIEWS = [
  ['overview', 'Overview'],
  ['streams', 'Streams'],
  ['people', 'People'],
  ['bans', 'Bans'],
  ['links', 'Links'],
  ['broadcasts', 'Broadcasts'],
  ['settings', 'Settings'],
  ['logs', 'Logs'],
  ['audit', 'Audit'],
  ['tokens', 'API tokens'],
] as const

export type Visit = (address: string, person?: BrowserContextOptions, expected?: RegExp) => Promise<Page>

/** The way in that the bot gives an admin. */
export async function loginLink(admin: Chat): Promise<string> {
  const { buttons, text } = await admin.say('/dashboard')
  const link = buttons.flat().flatMap((it) => ('url' in it ? [it.url] : []))[0]
  if (link === undefined) throw new Error(`There is no link in the answer: ${text}`)
  return link
}

export class Dashboard {
  private constructor(readonly page: Page) {}

  static async enter(visit: Visit, admin: Chat, person?: BrowserContextOptions, expected?: RegExp): Promise<Dashboard> {
    const page = await visit(await loginLink(admin), person, expected)
    await page.getByRole('heading', { name: 'Overview' }).waitFor()
    return new Dashboard(page)
  }

  static async enterByToken(visit: Visit, server: TestServer, token: string, expected = REFUSED): Promise<Dashboard> {
    const page = await visit(`${server.baseUrl}/admin`, {}, expected)
    await logIn(page, token)
    await page.getByRole('button', { name: 'Log out' }).waitFor()
    return new Dashboard(page)
  }

  /** By the menu. */
  async go(title: string): Promise<void> {
    const link = this.page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: title, exact: true })
    if (!(await link.isVisible())) await this.page.getByRole('button', { name: /choose another view/ }).click()
    await link.click()
    await this.heading(title).waitFor()
  }

  heading(title: string): Locator {
    return this.page.getByRole('heading', { level: 1, name: title, exact: true })
  }

  row(text: string): Locator {
    return this.page.getByRole('row').filter({ hasText: text })
  }

  dialog(title: string): Locator {
    return this.page.getByRole('dialog', { name: title })
  }

  press(name: string, within: Page | Locator = this.page): Promise<void> {
    return within.getByRole('button', { name, exact: true }).click()
  }

  /** What was said at the edge. */
  async hears(text: string): Promise<void> {
    await this.page.locator('.said').getByText(text).waitFor()
  }
}

export async function logIn(page: Page, token: string): Promise<void> {
  await page.getByLabel('API token').fill(token)
  await page.getByRole('button', { name: 'Log in' }).click()
}

/** What reaches beyond the screen, other than in a box of its own that scrolls. */
export function tooWide(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`(() => {
    const width = document.documentElement.clientWidth
    const isUnseen = (it) => it.closest('.unseen, thead, .plot, .log')
    return [...document.querySelectorAll('body *')]
      .filter((it) => it.getBoundingClientRect().right > width + 0.5 && !isUnseen(it))
      .map((it) => it.outerHTML.slice(0, 120))
  })()`)
}

/** What axe finds wrong for people who see, hear or move differently. */
export async function complaints(page: Page): Promise<string[]> {
  if (await page.evaluate("typeof axe === 'undefined'")) await page.evaluate(axe.source)
  return page.evaluate<string[]>(`axe.run({ preload: false }).then(({ violations }) =>
    violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ target, failureSummary }) => target + ' ' + failureSummary).join('; ')))`)
}

/** Waits until what is asked of the page is as it should be. */
export async function reads<T>(page: Page, expression: string, value: T): Promise<void> {
  // Playwright's own waiting evaluates strings in the page, which the page's content security policy forbids.
  const options = { timeout: WAIT_TIMEOUT_MS, message: expression }
  await expect.poll(() => page.evaluate<T>(expression), options).toEqual(value)
}
