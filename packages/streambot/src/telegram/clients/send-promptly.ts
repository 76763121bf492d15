/**
 * Calls that wait for a connection leave once it can carry them. The library keeps them for up to a second more, after a key was made and after
 * each reconnection, unless something is sent: so something small is. A client that asks for updates does so by itself.
 */
import type { IMtStorageProvider } from '@mtcute/core'
import type { BaseTelegramClient, TelegramClient } from '@mtcute/node'
import { boundedCall } from '../bounded-call.js'

const TIMEOUT_MS = 5_000

export function sendPromptly(
  base: BaseTelegramClient,
  client: Pick<TelegramClient, 'onConnectionState'>,
  { authKeys }: IMtStorageProvider,
): void {
  // The library is told of a key, and opens the connection to calls, within one turn of the loop.
  const send = () =>
    setImmediate(() => {
      boundedCall(new AbortController().signal, TIMEOUT_MS, (limits) =>
        base.call({ _: 'help.getNearestDc' }, { maxRetryCount: 0, ...limits }),
      ).catch(() => {})
    })
  const keep = authKeys.set.bind(authKeys)
  authKeys.set = (dcId, key) => {
    if (key !== null) send()
    return keep(dcId, key)
  }
  client.onConnectionState.add((state) => {
    if (state === 'connected') send()
  })
}
