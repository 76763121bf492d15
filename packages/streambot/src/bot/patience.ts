import { hasCode } from '../core/errors.js'
import type { BotDeps } from './bot-deps.js'

/** Together about six minutes: a connection, or Telegram itself, is seldom away for longer. */
const WAITS_MS = [1000, 5000, 15_000, 45_000, 120_000, 180_000]

/** What is said is said again while Telegram does not answer: under the same name it reaches people once. @throws what the last try threw */
export async function untilTelegramAnswers(
  { pause }: Pick<BotDeps, 'pause'>,
  signal: AbortSignal,
  act: () => Promise<void>,
): Promise<void> {
  for (const waitMs of WAITS_MS) {
    try {
      return await act()
    } catch (error) {
      signal.throwIfAborted()
      if (!hasCode(error, 'telegram_unavailable')) throw error
      await pause(error.retryAfterMs ?? waitMs, signal)
    }
  }
  await act()
}
