/** Why a file became no link. */
import type { FileRefusal } from '../../actions/register-file.js'
import type { ChannelInvite } from '../../ports/membership.js'
import type { Button, Reply } from '../../ports/messenger.js'
import { escapeHtml } from '../escape-html.js'
import { formatMoment } from '../texts/formats.js'
import type { Texts } from '../texts/texts.js'

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
export function refusalText(
  { refusals: says, formats }: Texts,
  refusal: FileRefusal,
  hasButton: boolean = false,
): string {
  switch (refusal.reason) {
    case 'banned':
      return [
        refusal.untilMs === null ? says.bannedForGood : says.bannedUntil(formatMoment(refusal.untilMs)),
        ...(refusal.banReason === null ? [] : [says.banReason(refusal.banReason)]),
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
        says.typeNotAllowed(refusal.mimeType),
        ...(refusal.allowed.length === 0 ? [] : [says.allowedTypes(refusal.allowed)]),
      ].join(' ')
    case 'too_many_links':
      return says.tooManyLinks(formats.wait(refusal.retryAfterMs))
    case 'too_many_uploads':
      return says.tooManyUploads(formats.wait(refusal.retryAfterMs))
    case 'service_busy':
      return says.serviceBusy(formats.wait(refusal.retryAfterMs))
  }
}

function joinCard({ refusals: says }: Texts, channels: readonly ChannelInvite[], checkAgain: Uint8Array | null): Reply {
  const joins = channels.flatMap(({ title, url }): Button[][] =>
    url === null ? [] : [[{ text: says.joinButton(title), url }]],
  )
  const names = channels.map(({ title, url }) => {
    const name = escapeHtml(title ?? says.privateChannel)
    return url === null ? says.noInvitation(name) : `<a href="${escapeHtml(url)}">${name}</a>`
  })
  return {
    html: [checkAgain ? says.join : says.joinThenRepeat, ...names.map((name) => `• ${name}`)].join('\n'),
    buttons: [...joins, ...(checkAgain ? [[{ text: says.checkAgain, data: checkAgain }]] : [])],
  }
}
