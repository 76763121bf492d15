/**
 * Calls of the client that talks to people. Where Telegram forgot its login the call waits until it is logged in again and is
 * made once more: refused like that, it did nothing.
 */
import type { BotClient } from '../clients/bot-client.js'
import { diagnose } from '../clients/ailment.js'

export interface Primary<Client = BotClient> {
  /** The client, as soon as it is logged in; it may be another one than last time. */
  loggedIn(signal: AbortSignal): Promise<Client>
  reportLost(client: Client, error: unknown): void
}

export async function callPrimary<T, Client = BotClient>(
  primary: Primary<Client>,
  limit: AbortSignal,
  call: (client: Client) => Promise<T>,
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
