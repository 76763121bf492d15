/**
 * Calls of the client that talks to people. Where Telegram forgot its login the call waits until it is logged in again and is
 * made once more: refused like that, it did nothing.
 */
import type { BotClient } from '../clients/bot-client.js'
import { diagnose } from '../clients/ailment.js'

export interface Primary {
  /** The client, as soon as it is logged in; it may be another one than last time. */
  loggedIn(signal: AbortSignal): Promise<BotClient>
  reportLost(client: BotClient, error: unknown): void
}

export async function callPrimary<T>(
  primary: Primary,
  limit: AbortSignal,
  call: (client: BotClient) => Promise<T>,
): Promise<T> {
  const client = await primary.loggedIn(limit)
  try {
    return await call(client)
  } catch (error) {
    if (diagnose(error).kind !== 'login_lost') throw error
    primary.reportLost(client, error)
    return call(await primary.loggedIn(limit))
  }
}
