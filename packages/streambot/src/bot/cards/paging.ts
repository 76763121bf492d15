/** A list that is at hand as a whole, shown some at a time. It may have shrunk since the last page was shown. */
import type { Button } from '../../ports/messenger.js'
import type { Ask } from '../ask.js'
import type { Texts } from '../texts/texts.js'

export interface Page<Item> {
  readonly items: readonly Item[]
  /** From 0. */
  readonly page: number
  readonly pages: number
  readonly total: number
}

/** The last page where there are fewer by now. */
export function pageOf<Item>(all: readonly Item[], page: number, perPage: number): Page<Item> {
  const pages = Math.max(1, Math.ceil(all.length / perPage))
  const at = Math.min(Math.max(0, Math.floor(page) || 0), pages - 1)
  return { items: all.slice(at * perPage, (at + 1) * perPage), page: at, pages, total: all.length }
}

/** Empty where there is but one page. */
export function pageLine({ admins, formats }: Texts, { page, pages }: Page<unknown>): string[] {
  return pages === 1 ? [] : [admins.service.pages.of(formats.number(page + 1), formats.number(pages))]
}

/** Back, anew and on. @param action takes the page */
export function pageButtons(
  { texts, button }: Pick<Ask, 'texts' | 'button'>,
  action: string,
  at: Page<unknown>,
): Button[] {
  const { service } = texts.admins
  const { page, pages } = at
  return [
    ...(page > 0 ? [button(service.pages.previous, action, `${page - 1}`)] : []),
    button(service.refresh, action, `${page}`),
    ...(page < pages - 1 ? [button(service.pages.next, action, `${page + 1}`)] : []),
  ]
}
