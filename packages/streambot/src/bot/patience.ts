import { hasCode } from '../core/errors.js'
import type { BotDeps } from './bot-deps.js'

/** Then as long as the last one each time. */
const WAITS_MS = [1000, 5000, 15_000, 45_000, 120_000]
/** A connection, or Telegram itself, is seldom away for longer. */
const PATIENCE_MS = 30 * 60_000

/**
 * What is said is said again while Telegram does not answer: under the same name it reaches people once.
 * @throws what the last try threw, when half an hour of waiting is over or would be
 */
export async function untilTelegramAnswers(
  { pause }: Pick<BotDeps, 'pause'>,
  signal: AbortSignal,
  act: () => Promise<void>,
): Promise<void> {
  let waitedMs = 0
  for (let tries = 0; ; tries++) {
    try {
      return await act()
    } catch (error) {
      signal.throwIfAborted()
      if (!hasCode(error, 'telegram_unavailable')) throw error
      const waitMs = error.retryAfterMs ?? WAITS_MS[tries] ?? WAITS_MS.at(-1)!
      waitedMs += waitMs
      if (waitedMs > PATIENCE_MS) throw error
      await pause(waitMs, signal)
    }
  }
}
