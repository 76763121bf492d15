/**
 * What all ways of sending share: the random ids are taken first, media may take a while, then everything is sent
 * in one go and the answer tells which random id became which message. A call that is repeated is answered as the first one was.
 */
import type Long from 'long'
import type { tl } from '@mtcute/core'
import type { Caller } from '../../dispatcher.js'
import type { Account } from '../../world/account.js'
import type { AccountUpdate } from '../../world/account-update.js'
import type { StoredMessage } from '../../world/message.js'
import type { Peer } from '../../world/peer.js'
import type { SentUnder } from '../../world/random-ids.js'
import type { ServiceContext } from '../context.js'

interface Sender {
  readonly caller: Caller
  readonly account: Account
  readonly to: Peer
  readonly randomIds: readonly Long[]
}

export async function sendOnce<Prepared>(
  { world, hub }: ServiceContext,
  { caller, account, to, randomIds }: Sender,
  prepare: () => Promise<Prepared> | Prepared,
  send: (prepared: Prepared) => StoredMessage[],
): Promise<tl.RawUpdates> {
  const answer = ({ messageIds, news }: SentUnder) => hub.toUpdates(account, news, toIdUpdates(messageIds, randomIds))
  const ids = randomIds.map((id) => id.toString())
  const reservation = world.randomIds.reserve(account.id, to, ids)
  if (reservation.earlier) return answer({ ...reservation.earlier, news: again(reservation.earlier.news) })
  try {
    const prepared = await prepare()
    const { result, news } = hub.act(caller, account, () => send(prepared))
    const sent = { messageIds: result.map(({ id }) => id), news }
    reservation.sent(sent)
    return answer(sent)
  } catch (error) {
    reservation.giveBack()
    throw error
  }
}

function toIdUpdates(messageIds: readonly number[], randomIds: readonly Long[]): tl.TypeUpdate[] {
  return messageIds.flatMap((id, index): tl.TypeUpdate[] => {
    const randomId = randomIds[index]
    return randomId ? [{ _: 'updateMessageID', id, randomId }] : []
  })
}

/** As Telegram tells them again: they move nothing on any more (pts_count 0, seen in hydrogram/hydrogram#70). */
function again(news: readonly AccountUpdate[]): AccountUpdate[] {
  return news.flatMap((update): AccountUpdate[] => {
    if (update.kind === 'box') return [{ ...update, logged: { ...update.logged, ptsCount: 0 } }]
    return update.kind === 'channelBox' ? [{ ...update, logged: { ...update.logged, ptsCount: 0 } }] : []
  })
}

/** Fresh uploads are stored at the sender's home, unless the channel keeps its files elsewhere. */
export function uploadDcId({ world }: ServiceContext, account: Account, to: Peer): number {
  const channelDcId = to.type === 'channel' ? world.channels.get(to.id).fileDcId : null
  return channelDcId ?? account.homeDcId
}
