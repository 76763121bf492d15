/**
 * Which messages are answered together, written down before the answer is sent. Messages that come again after a crash, because nobody knows whether
 * they were answered, get the same answer under the same name, and Telegram sends that once.
 */

/** For one call of `since`. */
export const MAX_INTENDED_ANSWERS = 10_000

export interface IntendedAnswer {
  readonly chatId: number
  /** Rising; at most 200. */
  readonly messageIds: readonly number[]
  /** Unique in its chat. */
  readonly name: string
  readonly atMs: number
}

/** @throws StreamBotError store_unavailable, from every verb */
export interface AnswerJournal {
  /** Durable when resolved. One with the same chat and name stays as it was. */
  intend(answer: IntendedAnswer): Promise<void>
  /** Those since then, newest first; of more than MAX_INTENDED_ANSWERS the newest. */
  since(atMs: number): Promise<IntendedAnswer[]>
  /** @returns how many were forgotten */
  prune(beforeMs: number): Promise<number>
}
