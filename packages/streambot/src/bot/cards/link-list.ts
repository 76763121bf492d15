/** The list of a person's links, a page at a time: how each stands, and a button that opens it. */
import { MAX_LINKS_LOOKED_AT, type OwnLinksPage } from '../../actions/list-own-links.js'
import { escapeHtml } from '../../core/escape-html.js'
import type { Link } from '../../core/link.js'
import type { Reply } from '../../ports/messenger.js'
import type { Ask } from '../ask.js'
import type { ListView, ListViews } from '../list-views.js'
import type { Texts } from '../texts/texts.js'
import { fileNameInList } from './file-name.js'
import { inRows } from './in-rows.js'
import { stateWords } from './link-state.js'

export const LINKS_PER_PAGE = 8
const PER_ROW = 4

export interface ShownList {
  readonly found: OwnLinksPage
  /** Where it was looked. */
  readonly search: string
  readonly views: ListViews
  readonly nowMs: number
}

export function linkList(ask: Pick<Ask, 'texts' | 'button'>, { found, search, views, nowMs }: ShownList): Reply {
  const { texts } = ask
  const { myLinks, formats } = texts
  const { links, page, hasNext, isCut } = found
  if (links.length === 0) return { html: search === '' ? myLinks.none : myLinks.nothingFound(search) }
  const at = (page: number) => views.toWord({ page, search } satisfies ListView)
  const first = page * LINKS_PER_PAGE + 1
  const isAlone = page === 0 && !hasNext
  return {
    html: [
      [myLinks.title, ...(isAlone ? [] : [myLinks.page(formats.number(page + 1))])].join(' · '),
      ...(search === '' ? [] : [myLinks.searched(search)]),
      '',
      ...links.flatMap((link, index) => entry(texts, link, first + index, nowMs)),
      '',
      ...(isCut ? [myLinks.cut(formats.number(MAX_LINKS_LOOKED_AT))] : []),
      myLinks.howToSearch,
    ].join('\n'),
    buttons: [
      ...inRows(
        links.map(({ id }, index) => ask.button(`${first + index}`, 'link.open', id, at(page))),
        PER_ROW,
      ),
      [
        ...(page > 0 ? [ask.button(myLinks.newer, 'files.page', at(page - 1))] : []),
        ...(hasNext ? [ask.button(myLinks.older, 'files.page', at(page + 1))] : []),
      ],
    ].filter((row) => row.length > 0),
  }
}

function entry(texts: Texts, link: Link, number: number, nowMs: number): string[] {
  const words = [texts.formats.size(link.file.sizeBytes), ...stateWords(texts, link, nowMs)]
  return [`${number}. <b>${fileNameInList(link.file.name)}</b>`, words.map(escapeHtml).join(' · ')]
}
