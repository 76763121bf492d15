/** Copies of one message to many people, one at a time. */

export interface BroadcastCopy {
  /** Marked: a person's id, or -100… */
  readonly fromChatId: number
  readonly messageId: number
  readonly userId: number
  /** Signed 64 bits, not 0. What was sent under it once is not sent again. */
  readonly randomId: bigint
}

export type SendOutcome =
  // It is in the person's chat, from this call or an earlier one.
  | { readonly kind: 'sent' }
  // The person has blocked the bot, or is gone.
  | { readonly kind: 'unreachable' }
  // The person never wrote to the bot, which may write to nobody first.
  | { readonly kind: 'never_met' }
  // This person cannot get it, and asking again changes nothing.
  | { readonly kind: 'failed'; readonly reason: string }
  // Nobody can get anything before then; it says nothing of this person.
  | { readonly kind: 'wait'; readonly retryAfterMs: number }
  // Telegram failed at this one; it may do better.
  | { readonly kind: 'trouble'; readonly reason: string }
  // An earlier call under the same random id has not come to its end.
  | { readonly kind: 'under_way' }
  // Nobody can get this message.
  | { readonly kind: 'message_unusable'; readonly reason: string }

export interface BroadcastSender {
  /** The message as it is, without its author. Rejects when the signal aborts, and at nothing else. */
  send(copy: BroadcastCopy, signal: AbortSignal): Promise<SendOutcome>
}
