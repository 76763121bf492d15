/** Some links of one person, with a button for each that tells more. */
import { toSafeFileName } from '../../core/file-name.js'
import type { Link } from '../../core/link.js'
import type { LinkPage } from '../../ports/link-store.js'
import type { Reply } from '../../ports/messenger.js'
import type { Ask } from '../ask.js'
import { escapeHtml } from '../escape-html.js'
import { formatMoment } from '../texts/formats.js'
import type { Texts } from '../texts/texts.js'
import { inRows } from './in-rows.js'
import { stateOf } from './link-state.js'
import { oneLine } from './one-line.js'
import { personName } from './person.js'

const MAX_SHOWN_NAME = 48
const BUTTONS_PER_ROW = 5

export function userLinks(
  { texts, button }: Pick<Ask, 'texts' | 'button'>,
  { links, next }: LinkPage,
  page: { readonly ownerId: number; readonly isFirst: boolean; readonly nowMs: number },
): Reply {
  const { list } = texts.admins.links
  const { buttons } = texts.admins.users
  const id = `${page.ownerId}`
  const turns = [
    ...(page.isFirst ? [] : [button(buttons.first, 'links.page', id)]),
    ...(next ? [button(buttons.next, 'links.page', id, next.id)] : []),
  ]
  return {
    html: [
      list.title(personName(page.ownerId, null)),
      '',
      ...(links.length === 0 ? [list.none] : links.map((link, index) => line(texts, link, index + 1, page.nowMs))),
    ].join('\n'),
    buttons: [
      ...inRows(
        links.map((link, index) => button(`${index + 1}`, 'link.about', link.id)),
        BUTTONS_PER_ROW,
      ),
      ...(turns.length > 0 ? [turns] : []),
    ],
  }
}

function line({ admins, formats }: Texts, link: Link, number: number, nowMs: number): string {
  const { list } = admins.links
  const name = escapeHtml(oneLine(toSafeFileName(link.file.name), MAX_SHOWN_NAME))
  const facts = [
    formats.size(link.file.sizeBytes),
    formatMoment(link.createdAtMs),
    list.read(formats.number(link.downloads)),
    list.state[stateOf(link, nowMs)],
  ]
  return `${number}. ${name} · ${facts.join(' · ')}`
}
