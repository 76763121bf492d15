/** One link with all that its owner can do about it, and the questions that come before it is done. */
import type { ExpiryChoice } from '../../actions/change-own-link.js'
import { escapeHtml } from '../../core/escape-html.js'
import type { Link } from '../../core/link.js'
import type { Buttons, PressButton, Reply } from '../../ports/messenger.js'
import type { Ask } from '../ask.js'
import type { Texts } from '../texts/texts.js'
import { inRows } from './in-rows.js'
import { captionLines, expiryText, factsOf, nameLine, urlButtons, type MadeLink } from './link-card.js'
import { stateOf } from './link-state.js'
import { brief } from './one-line.js'

/** Telegram shows two of them beside each other on any phone. */
const PER_ROW = 2
const MAX_DOWNLOADS = [1, 10, 100]

export type CardAsk = Pick<Ask, 'texts' | 'button'>

/**
 * What the card is about, and where it was opened: the words behind each of its buttons.
 * @param origin the list that leads back, as its word; none: the card stands by itself
 */
export interface CardPlace {
  readonly link: Link
  readonly origin: readonly string[]
}

/** As `link-card.ts` shows it first. */
export interface ManagedLink extends MadeLink {
  /** What the person wrote under the file; empty: nothing that is known. */
  readonly caption: string
}

export function managedCard(ask: CardAsk, made: ManagedLink, origin: readonly string[], nowMs: number): Reply {
  const { texts } = ask
  const { link } = made
  const place = { link, origin }
  const state = stateOf(link, nowMs)
  if (state !== 'good') {
    const why = state === 'revoked' ? texts.myLinks.isRevoked : texts.myLinks.isExpired
    return { html: [...heading(texts, link), '', why].join('\n'), buttons: backToList(ask, origin) }
  }
  const { files, myLinks } = texts
  return {
    html: [
      ...heading(texts, link),
      ...captionLines(made.caption),
      '',
      `${files.download}: ${escapeHtml(made.downloadUrl)}`,
      `${files.stream}: ${escapeHtml(made.streamUrl)}`,
      '',
      expiryText(texts, link.expiresAtMs),
      ...conditions(texts, link),
    ].join('\n'),
    buttons: [
      ...urlButtons(texts, made),
      [on(ask, place, files.revoke, 'link.revoke'), on(ask, place, files.expiry, 'link.expiry')],
      [on(ask, place, files.password, 'link.password'), on(ask, place, myLinks.maxDownloads, 'link.max')],
      ...subtitlesButton(ask, place),
      ...backToList(ask, origin),
    ],
  }
}

export function revokeQuestion(ask: CardAsk, place: CardPlace): Reply {
  const { myLinks } = ask.texts
  return question(place, myLinks.confirmRevoke, [
    [on(ask, place, myLinks.revokeNow, 'link.revoke.yes')],
    [on(ask, place, myLinks.keep, 'link.open')],
  ])
}

export function expiryQuestion(ask: CardAsk, place: CardPlace, choices: readonly ExpiryChoice[]): Reply {
  const buttons = choices.map((choice) => on(ask, place, choiceText(ask.texts, choice), 'link.for', choice))
  return question(place, ask.texts.myLinks.chooseExpiry, [...inRows(buttons, PER_ROW), [backToFile(ask, place)]])
}

export function downloadsQuestion(ask: CardAsk, place: CardPlace): Reply {
  const { myLinks, formats } = ask.texts
  const buttons = [
    ...MAX_DOWNLOADS.map((max) => on(ask, place, formats.number(max), 'link.max.set', `${max}`)),
    on(ask, place, myLinks.noMaximum, 'link.max.set', '0'),
  ]
  return question(place, myLinks.chooseDownloads, [...inRows(buttons, PER_ROW), [backToFile(ask, place)]])
}

export function passwordQuestion(ask: CardAsk, place: CardPlace): Reply {
  const { myLinks } = ask.texts
  return question(place, myLinks.choosePassword, [
    [on(ask, place, myLinks.newPassword, 'link.password.new')],
    [on(ask, place, myLinks.removePassword, 'link.password.off')],
    [backToFile(ask, place)],
  ])
}

/** Which of them shall go. */
export function subtitlesQuestion(ask: CardAsk, place: CardPlace): Reply {
  const { subtitles: says } = ask.texts
  const { link } = place
  const buttons = link.subtitles.map(({ id, name }) => [ask.button(`✖ ${brief(name)}`, 'subtitles.off', link.id, id)])
  return question(place, says.chooseToTakeOff, [...buttons, [backToFile(ask, place)]])
}

function subtitlesButton(ask: CardAsk, place: CardPlace): PressButton[][] {
  const { subtitles } = place.link
  const { texts } = ask
  if (subtitles.length === 0) return []
  return [[on(ask, place, texts.subtitles.button(texts.formats.number(subtitles.length)), 'subtitles.list')]]
}

function heading(texts: Texts, link: Link): string[] {
  return [nameLine(link), escapeHtml(factsOf(texts, link).join(' · '))]
}

function conditions({ myLinks, formats }: Texts, { downloads, restrictions }: Link): string[] {
  const { passwordHash, maxDownloads } = restrictions
  const count = myLinks.downloads(
    formats.number(downloads),
    maxDownloads === null ? null : formats.number(maxDownloads),
  )
  return [...(passwordHash === null ? [] : [myLinks.needsPassword]), capitalised(count)]
}

function question({ link }: CardPlace, text: string, buttons: Buttons): Reply {
  return { html: [nameLine(link), '', text].join('\n'), buttons }
}

function on(ask: CardAsk, { link, origin }: CardPlace, text: string, action: string, ...args: string[]): PressButton {
  return ask.button(text, action, link.id, ...args, ...origin)
}

function backToFile(ask: CardAsk, place: CardPlace): PressButton {
  return on(ask, place, ask.texts.myLinks.backToFile, 'link.open')
}

function backToList(ask: CardAsk, [origin]: readonly string[]): PressButton[][] {
  return origin === undefined ? [] : [[ask.button(ask.texts.myLinks.back, 'files.page', origin)]]
}

function choiceText({ myLinks, formats }: Texts, choice: ExpiryChoice): string {
  if (choice === 'never' || choice === 'longest') return myLinks[choice]
  return formats.wait(SPANS_MS[choice])
}

const HOUR_MS = 3_600_000
const SPANS_MS = { '1h': HOUR_MS, '1d': 24 * HOUR_MS, '7d': 7 * 24 * HOUR_MS, '30d': 30 * 24 * HOUR_MS }

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
