/**
 * Calls that the library keeps for a connection or a key leave once both are there. It looks at what waits when a call joins it, and else up to a
 * second later: so a small call joins it. Where a client asks for updates, at home, the library's own question for them does that.
 */
import type { TidyClient } from './tidy-client.js'

/** A line that comes and goes may keep them from being answered; then what waits does so for that second. */
const MOST_AT_ONCE = 2

type Client = Pick<TidyClient, 'call' | 'mt' | 'line'>

export function sendPromptly(client: Client, isAskingForUpdates: boolean): void {
  const { network, storage } = client.mt
  const { authKeys } = storage.provider
  let underWay = 0
  const join = (dcId: number) => {
    if (underWay >= MOST_AT_ONCE) return
    underWay++
    client
      .call({ _: 'help.getNearestDc' }, { maxRetryCount: 0, dcId })
      .catch(() => {})
      .finally(() => underWay--)
  }
  if (!isAskingForUpdates) client.line.onOpen(() => join(network.getPrimaryDcId()))
  const keep = authKeys.set.bind(authKeys)
  authKeys.set = (dcId, key) => {
    if (key !== null && dcId !== network.getPrimaryDcId()) queueMicrotask(() => join(dcId))
    return keep(dcId, key)
  }
}
