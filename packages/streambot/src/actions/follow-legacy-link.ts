/**
 * A link that a similar bot gave out leads to a link of ours to the same message. Its hash is short and made of numbers that can be guessed, so wrong
 * ones are counted like links that do not exist, and only messages of that bot's time are looked at.
 */
import { timingSafeEqual } from 'node:crypto'
import { fileUniqueIdOf, type LegacyLink } from '../core/legacy-link.js'
import { StreamBotError } from '../core/errors.js'
import type { MediaFile } from '../core/media-file.js'
import type { WindowAnswer } from '../core/sliding-window.js'
import type { Clock } from '../ports/clock.js'
import type { Actor } from './audit.js'
import type { LinkFromMessageResult, LinkFromMessageWish } from './link-from-message.js'

/** Our link lives as long as links do; near its end there is another one for whoever comes with the old one. */
const LIVES_PER_LINK = 2
const ACTOR: Actor = 'legacy-link'

export interface FollowLegacyLinkDeps {
  readonly clock: Clock
  readonly upToMessageId: number
  /** How long links live; null: for ever. */
  readonly expirySeconds: () => number | null
  /** Of one address. */
  readonly wrongLinks: {
    peek(address: string, nowMs: number): WindowAnswer
    take(address: string, nowMs: number): WindowAnswer
  }
  /** null: no such message, or it holds no file. @throws StreamBotError telegram_unavailable */
  readonly locate: (logMessageId: number, signal: AbortSignal) => Promise<MediaFile | null>
  /** As `linkFromMessage`. */
  readonly makeLink: (
    actor: Actor,
    wish: LinkFromMessageWish,
    request: string,
    signal: AbortSignal,
  ) => Promise<LinkFromMessageResult>
}

/**
 * @returns where it leads
 * @throws StreamBotError link_not_found, too_many_requests, telegram_unavailable, store_unavailable
 */
export async function followLegacyLink(
  deps: FollowLegacyLinkDeps,
  { messageId, hash, route }: LegacyLink,
  address: string,
  signal: AbortSignal,
): Promise<string> {
  const { clock, wrongLinks } = deps
  const asked = wrongLinks.peek(address, clock.now())
  if (!asked.ok) throw tooMany(asked.retryAfterMs)
  const file = messageId <= deps.upToMessageId ? await deps.locate(messageId, signal) : null
  if (!file || file.kind === 'photo' || !isHashOf(file, hash)) {
    const counted = wrongLinks.take(address, clock.now())
    throw counted.ok ? new StreamBotError('link_not_found', 'No such old link') : tooMany(counted.retryAfterMs)
  }
  const wish = { source: { logMessageId: messageId }, ownerId: null }
  const made = await deps.makeLink(ACTOR, wish, requestOf(deps, messageId), signal)
  if (!made.ok) throw new StreamBotError('link_not_found', `An old link is not followed: ${made.refusal.reason}`)
  return { dl: made.downloadUrl, stream: made.streamUrl, watch: made.watchUrl }[route]
}

/** The same for a while, so that a thousand who come with the old link get one of ours. */
function requestOf({ clock, expirySeconds }: FollowLegacyLinkDeps, messageId: number): string {
  const seconds = expirySeconds()
  const turn = seconds === null ? 0 : Math.floor((clock.now() / 1000 / Math.max(1, seconds)) * LIVES_PER_LINK)
  return `legacy link ${messageId} ${turn}`
}

function isHashOf({ telegramFileId }: MediaFile, hash: string): boolean {
  const expected = Buffer.from(fileUniqueIdOf(telegramFileId).slice(0, hash.length))
  const given = Buffer.from(hash)
  return expected.length === given.length && timingSafeEqual(expected, given)
}

function tooMany(retryAfterMs: number): StreamBotError {
  return new StreamBotError('too_many_requests', 'Too many old links that do not exist', { retryAfterMs })
}
