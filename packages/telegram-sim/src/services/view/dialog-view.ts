import type { tl } from '@mtcute/core'
import type { Channel } from '../../world/channel.js'
import type { Mailbox } from '../../world/mailbox.js'
import type { StoredMessage } from '../../world/message.js'
import { peerKey, type Peer } from '../../world/peer.js'
import type { View } from './view.js'

export function toPrivateDialog(view: View, top: StoredMessage): tl.RawDialog {
  const { mailbox } = view.viewer
  const unreadCount = mailbox.unreadCount(top.peer)
  return { ...blank(view, top.peer, top.id), ...readMarks(mailbox, top.peer), unreadCount }
}

/** Channel posts are counted read: the simulator keeps no marks per reader. */
export function toChannelDialog(view: View, channel: Channel): tl.RawDialog {
  const peer = { type: 'channel', id: channel.id } as const
  const { topId, changes } = channel.mailbox
  return { ...blank(view, peer, topId), readInboxMaxId: topId, readOutboxMaxId: topId, pts: changes.pts }
}

function readMarks(mailbox: Mailbox, peer: Peer) {
  return {
    readInboxMaxId: mailbox.readInboxMaxIds.get(peerKey(peer)) ?? 0,
    readOutboxMaxId: mailbox.readOutboxMaxIds.get(peerKey(peer)) ?? 0,
  }
}

function blank(view: View, peer: Peer, topMessage: number): tl.RawDialog {
  return {
    _: 'dialog',
    peer: view.peer(peer),
    topMessage,
    readInboxMaxId: 0,
    readOutboxMaxId: 0,
    unreadCount: 0,
    unreadMentionsCount: 0,
    unreadReactionsCount: 0,
    unreadPollVotesCount: 0,
    notifySettings: { _: 'peerNotifySettings' },
  }
}
