/** Reading what is there: by id, by chat, by list of chats. History and lists are for people only, as with Telegram. */
import type { tl } from '@mtcute/core'
import { RpcError } from '../../rpc-error.js'
import type { Account } from '../../world/account.js'
import type { Mailbox } from '../../world/mailbox.js'
import type { Peer } from '../../world/peer.js'
import type { World } from '../../world/world.js'
import { assertMayRead } from '../../world/writing-rules.js'
import { requireAccount, requirePerson } from '../callers.js'
import type { ServiceContext } from '../context.js'
import { resolvePeer } from '../input-peers.js'
import { toChannelDialog, toPrivateDialog } from '../view/dialog-view.js'
import { toMessage } from '../view/message-view.js'
import { pickMessages } from '../view/picked-messages.js'
import { View } from '../view/view.js'
import { cutHistory } from './history.js'

export function registerRead({ dispatcher, world }: ServiceContext): void {
  dispatcher.register('messages.getMessages', (caller, request) => {
    const account = requireAccount(world, caller)
    const view = new View(world, account)
    const messages = pickMessages(view, account.mailbox, null, request.id)
    return { _: 'messages.messages', messages, topics: [], ...view.peers() }
  })

  dispatcher.register('messages.getHistory', (caller, request) => {
    const account = requirePerson(world, caller)
    const chat = resolvePeer(world, account, request.peer)
    const { box, channel } = boxOf(world, account, chat)
    const all = box.messagesWith(chat)
    const page = cutHistory(all, request)
    const view = new View(world, account)
    view.peer(chat)
    const messages = page.map((stored) => toMessage(view, stored, channel))
    const count = all.length
    if (channel) {
      const { pts } = box.changes
      return { _: 'messages.channelMessages', pts, count, messages, topics: [], ...view.peers() }
    }
    if (page.length === count) return { _: 'messages.messages', messages, topics: [], ...view.peers() }
    return { _: 'messages.messagesSlice', count, messages, topics: [], ...view.peers() }
  })

  dispatcher.register('messages.getDialogs', (caller, request) => {
    const account = requirePerson(world, caller)
    const view = new View(world, account)
    const isFirstPage = request.offsetDate === 0 && request.offsetId === 0
    return { _: 'messages.dialogs', ...(isFirstPage ? dialogsOf(view) : NO_DIALOGS), ...view.peers() }
  })
}

const NO_DIALOGS = { dialogs: [], messages: [] }

/** All of them at once, newest first: the simulator's people are not that popular. */
function dialogsOf(view: View): { dialogs: tl.TypeDialog[]; messages: tl.TypeMessage[] } {
  const { world, viewer } = view
  const privates = viewer.mailbox.tops().map((top) => ({ top, channel: null }))
  const joined = world.channels
    .ofMember(viewer.id)
    .flatMap((channel) => channel.mailbox.tops().map((top) => ({ top, channel })))
  const all = [...privates, ...joined].sort((a, b) => b.top.content.date - a.top.content.date)
  return {
    dialogs: all.map(({ top, channel }) => (channel ? toChannelDialog(view, channel) : toPrivateDialog(view, top))),
    messages: all.map(({ top, channel }) => toMessage(view, top, channel)),
  }
}

function boxOf(
  world: World,
  account: Account,
  chat: Peer,
): { box: Mailbox; channel: ReturnType<World['channel']> | null } {
  if (chat.type === 'user') {
    if (!world.accounts.find(chat.id)) throw new RpcError(400, 'PEER_ID_INVALID')
    return { box: account.mailbox, channel: null }
  }
  const channel = world.channels.get(chat.id)
  assertMayRead(channel, account)
  return { box: channel.mailbox, channel }
}
