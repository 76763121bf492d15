/** Some of the people, with a button for each that tells more. */
import type { FoundPeople } from '../../actions/search-people.js'
import type { Button, Reply } from '../../ports/messenger.js'
import type { Ask } from '../ask.js'
import { formatMoment } from '../texts/formats.js'
import type { Texts } from '../texts/texts.js'
import { inRows } from './in-rows.js'
import { brief } from './one-line.js'
import { personName } from './person.js'

/** What is searched for travels in the button that goes on. Of its 51 bytes these are what a name and the longest number leave. */
const MAX_CARRIED_BYTES = 20
const BUTTONS_PER_ROW = 5

/** @param search.text empty: everybody */
export function peopleList(
  ask: Pick<Ask, 'texts' | 'button'>,
  { people, nextAfterId, total }: FoundPeople,
  search: { readonly text: string; readonly isFirst: boolean },
): Reply {
  const { formats } = ask.texts
  const { list } = ask.texts.admins.users
  const isCutShort = nextAfterId !== null && !isCarried(search.text)
  return {
    html: [
      search.text === '' ? list.title(formats.number(total)) : list.found(brief(search.text), formats.number(total)),
      '',
      ...(people.length === 0 ? [list.nobody] : people.map((person, index) => line(ask.texts, person, index + 1))),
      ...(isCutShort ? ['', list.searchShorter] : []),
    ].join('\n'),
    buttons: [...numbers(ask, people), ...turns(ask, nextAfterId, search)],
  }
}

/** What a button of `turns` carries. */
export function searchOf(carried: string | undefined): string {
  return carried === undefined ? '' : Buffer.from(carried, 'base64url').toString()
}

function line({ admins }: Texts, { user, isBanned }: FoundPeople['people'][number], number: number): string {
  const { list } = admins.users
  const facts = [
    list.lastSeen(formatMoment(user.lastSeenAtMs)),
    ...(isBanned ? [list.banned] : []),
    ...(user.isAuthorized ? [list.authorized] : []),
    ...(user.unreachableSinceMs === null ? [] : [list.unreachable]),
  ]
  return `${number}. ${personName(user.id, user)} · ${facts.join(' · ')}`
}

function numbers({ button }: Pick<Ask, 'button'>, people: FoundPeople['people']): Button[][] {
  const all = people.map(({ user }, index) => button(`${index + 1}`, 'user.show', `${user.id}`))
  return inRows(all, BUTTONS_PER_ROW)
}

function turns(
  { texts, button }: Pick<Ask, 'texts' | 'button'>,
  nextAfterId: number | null,
  { text, isFirst }: { readonly text: string; readonly isFirst: boolean },
): Button[][] {
  if (!isCarried(text)) return []
  const { buttons } = texts.admins.users
  const carried = text === '' ? [] : [Buffer.from(text).toString('base64url')]
  const row = [
    ...(isFirst ? [] : [button(buttons.first, 'users', '0', ...carried)]),
    ...(nextAfterId === null ? [] : [button(buttons.next, 'users', `${nextAfterId}`, ...carried)]),
  ]
  return row.length > 0 ? [row] : []
}

function isCarried(text: string): boolean {
  return Buffer.byteLength(text) <= MAX_CARRIED_BYTES
}
