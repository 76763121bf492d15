/**
 * What all ways of sending share: the random ids are taken first, media may take a while, then everything is sent
 * in one go and the answer tells which random id became which message.
 */
import type Long from 'long'
import type { tl } from '@mtcute/core'
import type { Caller } from '../../dispatcher.js'
import type { Account } from '../../world/account.js'
import type { StoredMessage } from '../../world/message.js'
import type { Peer } from '../../world/peer.js'
import type { ServiceContext } from '../context.js'

export async function sendOnce<Prepared>(
  { world, hub }: ServiceContext,
  sender: { caller: Caller; account: Account; randomIds: readonly Long[] },
  prepare: () => Promise<Prepared> | Prepared,
  send: (prepared: Prepared) => StoredMessage[],
): Promise<tl.RawUpdates> {
  const { caller, account, randomIds } = sender
  const giveBack = world.randomIds.reserve(
    account.id,
    randomIds.map((id) => id.toString()),
  )
  try {
    const prepared = await prepare()
    const { result, news } = hub.act(caller, account, () => send(prepared))
    const ids = result.map(({ id }, index): tl.TypeUpdate | null => {
      const randomId = randomIds[index]
      return randomId ? { _: 'updateMessageID', id, randomId } : null
    })
    return hub.toUpdates(
      account,
      news,
      ids.filter((update) => update !== null),
    )
  } catch (error) {
    giveBack()
    throw error
  }
}

/** Fresh uploads are stored at the sender's home, unless the channel keeps its files elsewhere. */
export function uploadDcId({ world }: ServiceContext, account: Account, to: Peer): number {
  const channelDcId = to.type === 'channel' ? world.channels.get(to.id).fileDcId : null
  return channelDcId ?? account.homeDcId
}
