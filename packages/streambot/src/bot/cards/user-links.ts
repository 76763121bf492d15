/** Some links of one person, with a button for each that tells more. */
import type { Link } from '../../core/link.js'
import type { LinkPage } from '../../ports/link-store.js'
import type { Reply } from '../../ports/messenger.js'
import type { Ask } from '../ask.js'
import { formatMoment } from '../texts/formats.js'
import type { Texts } from '../texts/texts.js'
import { fileNameInList } from './file-name.js'
import { inRows } from './in-rows.js'
import { stateOf } from './link-state.js'
import { personName } from './person.js'

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
  const facts = [
    formats.size(link.file.sizeBytes),
    formatMoment(link.createdAtMs),
    list.read(formats.number(link.downloads)),
    list.state[stateOf(link, nowMs)],
  ]
  return `${number}. ${fileNameInList(link.file.name)} · ${facts.join(' · ')}`
}
