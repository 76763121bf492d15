/** Why a file became no link. */
import type { FileRefusal } from '../../actions/register-file.js'
import { escapeHtml } from '../../core/escape-html.js'
import type { ChannelInvite } from '../../ports/membership.js'
import type { Button, Reply } from '../../ports/messenger.js'
import { formatMoment } from '../texts/formats.js'
import type { Texts } from '../texts/texts.js'
import { fitting } from './fitting.js'
import { brief, oneLine } from './one-line.js'
import { shorten } from './shorten.js'
import { typeList } from './type-list.js'
import { MAX_REASON } from './user-card.js'

const MAX_SHOWN_TYPE = 100
/** Each has a button. */
const MAX_CHANNELS = 50

/** @param checkAgain goes on with the same file once it may be taken; null: they have to send it again */
export function refusalCard(texts: Texts, refusal: FileRefusal, checkAgain: Uint8Array | null = null): Reply {
  if (refusal.reason === 'not_subscribed') return joinCard(texts, refusal.channels, checkAgain)
  const html = refusalText(texts, refusal)
  if (!checkAgain || !isWorthAskingAgain(refusal)) return { html }
  return { html, buttons: [[{ text: texts.refusals.tryAgain, data: checkAgain }]] }
}

/** It is over soon, or as soon as the person has done something about it. */
export function isWorthAskingAgain({ reason }: FileRefusal): boolean {
  return WORTH_ASKING_AGAIN.includes(reason)
}

const WORTH_ASKING_AGAIN: readonly FileRefusal['reason'][] = [
  'not_subscribed',
  'subscription_unknown',
  'too_many_uploads',
  'service_busy',
]

/** @param hasButton beside it there is one to ask again */
export function refusalText(texts: Texts, refusal: FileRefusal, hasButton: boolean = false): string {
  const { refusals: says, formats } = texts
  switch (refusal.reason) {
    case 'banned':
      return [
        refusal.untilMs === null ? says.bannedForGood : says.bannedUntil(formatMoment(refusal.untilMs)),
        ...(refusal.banReason === null ? [] : [says.banReason(shorten(refusal.banReason, MAX_REASON))]),
      ].join('\n')
    case 'not_allowed':
      return refusal.mode === 'owner-only' ? says.ownerOnly : says.notOnList(refusal.userId)
    case 'not_subscribed':
      return hasButton ? says.join : says.joinThenRepeat
    case 'subscription_unknown':
      return says.subscriptionUnknown
    case 'file_too_large':
      return says.tooLarge(formats.size(refusal.sizeBytes), formats.size(refusal.maxSizeBytes))
    case 'type_not_allowed':
      return [
        says.typeNotAllowed(oneLine(refusal.mimeType, MAX_SHOWN_TYPE)),
        ...(refusal.allowed.length === 0 ? [] : [says.allowedTypes(typeList(texts, refusal.allowed))]),
      ].join(' ')
    case 'too_many_links':
      return says.tooManyLinks(formats.wait(refusal.retryAfterMs))
    case 'too_many_uploads':
      return says.tooManyUploads(formats.wait(refusal.retryAfterMs))
    case 'service_busy':
      return says.serviceBusy(formats.wait(refusal.retryAfterMs))
  }
}

function joinCard(
  { refusals: says, formats }: Texts,
  channels: readonly ChannelInvite[],
  checkAgain: Uint8Array | null,
): Reply {
  const joins = channels
    .slice(0, MAX_CHANNELS)
    .flatMap(({ title, url }): Button[][] =>
      url === null ? [] : [[{ text: says.joinButton(title === null ? null : brief(title)), url }]],
    )
  const names = channels.map(({ title, url }) => {
    const name = title === null ? says.privateChannel : escapeHtml(brief(title))
    return `• ${url === null ? says.noInvitation(name) : `<a href="${escapeHtml(url)}">${name}</a>`}`
  })
  const around = checkAgain ? says.join : says.joinThenRepeat
  const tellMore = (count: number) => says.moreChannels(formats.number(count))
  return {
    html: [around, ...fitting(names, tellMore, { around, most: MAX_CHANNELS })].join('\n'),
    buttons: [...joins, ...(checkAgain ? [[{ text: says.checkAgain, data: checkAgain }]] : [])],
  }
}
