import { requireAccount, requirePerson } from '../callers.js'
import type { ServiceContext } from '../context.js'
import { resolveChannel, resolveReadableChannel } from '../input-peers.js'
import { pickMessages } from '../view/picked-messages.js'
import { View } from '../view/view.js'

/** Ids here are the channel's, the same for everybody. */
export function registerChannelMessages({ dispatcher, world, hub }: ServiceContext): void {
  dispatcher.register('channels.getMessages', (caller, request) => {
    const account = requireAccount(world, caller)
    const channel = resolveReadableChannel(world, account, request.channel)
    const view = new View(world, account)
    view.peer({ type: 'channel', id: channel.id })
    const messages = pickMessages(view, channel.mailbox, channel, request.id)
    const { pts } = channel.mailbox.changes
    return { _: 'messages.channelMessages', pts, count: messages.length, messages, topics: [], ...view.peers() }
  })

  dispatcher.register('channels.deleteMessages', (caller, request) => {
    const account = requireAccount(world, caller)
    const channel = resolveChannel(world, account, request.channel)
    const chat = { type: 'channel', id: channel.id } as const
    const operation = () => world.messenger.delete(account.id, chat, request.id)
    return { _: 'messages.affectedMessages', ...hub.act(caller, account, operation).result }
  })

  /** No marks are kept per reader: everything in a channel counts as read. */
  dispatcher.register('channels.readHistory', (caller, request) => {
    const account = requirePerson(world, caller)
    resolveReadableChannel(world, account, request.channel)
    return true
  })
}
