/** Why a file became no link, said kindly: what is the matter, and what helps. Whatever people wrote goes through `escapeHtml`. */
import type { FileRefusal } from '../actions/register-file.js'
import type { ChannelInvite } from '../ports/membership.js'
import type { Reply, UrlButton } from '../ports/messenger.js'
import { escapeHtml } from './escape-html.js'
import { formatWait } from './format-wait.js'
import { formatMoment, formatSize } from './format.js'

export function refusalReply(refusal: FileRefusal): Reply {
  switch (refusal.reason) {
    case 'banned':
      return { html: banText(refusal.banReason, refusal.untilMs) }
    case 'not_allowed':
      return { html: notAllowedText(refusal.mode, refusal.userId) }
    case 'not_subscribed':
      return joinReply(refusal.channels)
    case 'subscription_unknown':
      return {
        html: 'Sorry, Telegram does not tell me just now whether you are in my channel. Please send the file again in a minute.',
      }
    case 'file_too_large':
      return {
        html:
          `This file is too large: ${formatSize(refusal.sizeBytes)}, and files up to ` +
          `${formatSize(refusal.maxSizeBytes)} are taken here. Please send a smaller one.`,
      }
    case 'type_not_allowed':
      return { html: typeText(refusal.mimeType, refusal.allowed) }
    case 'too_many_links':
      return {
        html: `You have made as many links as you may within 24 hours. The next one is possible in ${formatWait(refusal.retryAfterMs)}.`,
      }
    case 'too_many_uploads':
      return {
        html: `That was fast! I take the next file of yours in ${formatWait(refusal.retryAfterMs)}. Please send this one again then.`,
      }
    case 'service_busy':
      return {
        html: `Many people are sending files just now. Please send this one again in ${formatWait(refusal.retryAfterMs)}.`,
      }
  }
}

function banText(reason: string | null, untilMs: number | null): string {
  return [
    untilMs === null
      ? 'You may not use this bot any more.'
      : `You may not use this bot until ${formatMoment(untilMs)}.`,
    ...(reason === null ? [] : [`The reason: ${escapeHtml(reason)}`]),
  ].join('\n')
}

function notAllowedText(mode: 'allow-list' | 'owner-only', userId: number): string {
  if (mode === 'owner-only') return 'This bot works for its owner only.'
  return `This bot works for people on its list only. Ask its owner to add you; your number is <code>${userId}</code>.`
}

function joinReply(channels: readonly ChannelInvite[]): Reply {
  const buttons = channels.flatMap(({ title, url }): UrlButton[][] =>
    url === null ? [] : [[{ text: `Join ${title ?? 'the channel'}`, url }]],
  )
  return {
    html: [
      'I work for members only. Please join, and then send the file again:',
      ...channels.map((channel) => `• ${channelText(channel)}`),
    ].join('\n'),
    ...(buttons.length > 0 ? { buttons } : {}),
  }
}

function channelText({ title, url }: ChannelInvite): string {
  const name = escapeHtml(title ?? 'a private channel')
  return url === null
    ? `${name} (ask the owner of this bot for an invitation)`
    : `<a href="${escapeHtml(url)}">${name}</a>`
}

function typeText(mimeType: string, allowed: readonly string[]): string {
  const taken = allowed.length === 0 ? '' : ` These are: ${allowed.map(escapeHtml).join(', ')}.`
  return `Files of this type (${escapeHtml(mimeType)}) are not taken here.${taken}`
}
