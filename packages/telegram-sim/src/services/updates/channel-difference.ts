/** updates.getChannelDifference: one channel's log since a pts. */
import type { tl } from '@mtcute/core'
import { RpcError } from '../../rpc-error.js'
import type { Channel } from '../../world/channel.js'
import { isVisible } from '../../world/group-privacy.js'
import { requireAccount } from '../callers.js'
import type { ServiceContext } from '../context.js'
import { resolveReadableChannel } from '../input-peers.js'
import { toChannelDialog } from '../view/dialog-view.js'
import { toMessage } from '../view/message-view.js'
import { View } from '../view/view.js'
import { toChannelBoxUpdate } from './update-view.js'

const LIMIT = 100
const BOT_LIMIT = 100_000
const MESSAGES_WHEN_TOO_LONG = 10
const POLL_AGAIN_SECONDS = 30

export function registerChannelDifference({ dispatcher, world }: ServiceContext): void {
  dispatcher.register('updates.getChannelDifference', (caller, request) => {
    const account = requireAccount(world, caller)
    const channel = resolveReadableChannel(world, account, request.channel)
    if (request.pts <= 0) throw new RpcError(400, 'PERSISTENT_TIMESTAMP_EMPTY')
    if (request.limit <= 0) throw new RpcError(400, 'LIMIT_INVALID')
    const { changes } = channel.mailbox
    const view = new View(world, account)
    const missed = changes.since(request.pts)
    if (!missed) return tooLong(view, channel)
    if (missed.length === 0) {
      const pts = Math.max(request.pts, changes.pts)
      return { _: 'updates.channelDifferenceEmpty', final: true, pts, timeout: POLL_AGAIN_SECONDS }
    }

    const slice = missed.slice(0, Math.min(request.limit, account.isBot ? BOT_LIMIT : LIMIT))
    const newMessages: tl.TypeMessage[] = []
    const otherUpdates: tl.TypeUpdate[] = []
    for (const logged of slice) {
      const { change } = logged
      const stored = change.kind === 'new' ? channel.mailbox.get(change.id) : null
      const update = change.kind === 'new' ? null : toChannelBoxUpdate(view, channel, logged)
      if (stored && isVisible(account, channel, stored)) newMessages.push(toMessage(view, stored, channel))
      if (update) otherUpdates.push(update)
    }
    const final = slice.length === missed.length || undefined
    const pts = slice.at(-1)?.pts ?? request.pts
    view.peer({ type: 'channel', id: channel.id })
    const timeout = POLL_AGAIN_SECONDS
    return { _: 'updates.channelDifference', final, pts, timeout, newMessages, otherUpdates, ...view.peers() }
  })
}

function tooLong(view: View, channel: Channel): tl.updates.RawChannelDifferenceTooLong {
  const dialog = toChannelDialog(view, channel)
  const newest = channel.mailbox.messagesWith({ type: 'channel', id: channel.id }).slice(-MESSAGES_WHEN_TOO_LONG)
  const visible = newest.reverse().filter((stored) => isVisible(view.viewer, channel, stored))
  const messages = visible.map((stored) => toMessage(view, stored, channel))
  const timeout = POLL_AGAIN_SECONDS
  return { _: 'updates.channelDifferenceTooLong', final: true, timeout, dialog, messages, ...view.peers() }
}
