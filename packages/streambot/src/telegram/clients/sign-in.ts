/**
 * Logs a bot in under the key its client has. The library's own way is the same, but cannot be called off: a login that nobody waits for any more
 * would be made all the same later, and Telegram counts them.
 */
import type { TelegramClient } from '@mtcute/node'

type Client = Pick<TelegramClient, 'getApiCredentials' | 'call' | 'notifyLoggedIn'>

export async function signIn(client: Client, botAuthToken: string, abortSignal: AbortSignal): Promise<void> {
  const { id: apiId, hash: apiHash } = await client.getApiCredentials()
  const authorization = await client.call(
    { _: 'auth.importBotAuthorization', flags: 0, apiId, apiHash, botAuthToken },
    { abortSignal },
  )
  await client.notifyLoggedIn(authorization)
}
