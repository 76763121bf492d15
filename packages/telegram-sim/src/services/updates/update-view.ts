/** News as TL updates. Null for news that has no TL form for this account, such as a message gone again. */
import Long from 'long'
import type { tl } from '@mtcute/core'
import type { AccountUpdate, QtsChange } from '../../world/account-update.js'
import type { CallbackQuery } from '../../world/callback-queries.js'
import type { LoggedChange } from '../../world/change-log.js'
import type { Channel } from '../../world/channel.js'
import { isVisible } from '../../world/group-privacy.js'
import type { BoxChange } from '../../world/mailbox.js'
import { toMessage } from '../view/message-view.js'
import { toParticipant } from '../view/participant-view.js'
import type { View } from '../view/view.js'

export function toUpdate(view: View, update: AccountUpdate): tl.TypeUpdate | null {
  switch (update.kind) {
    case 'box':
      return toBoxUpdate(view, update.logged)
    case 'channelBox':
      return toChannelBoxUpdate(view, view.world.channels.get(update.channelId), update.logged)
    case 'channel':
      view.peer({ type: 'channel', id: update.channelId })
      return { _: 'updateChannel', channelId: update.channelId }
    case 'qts':
      return toRareUpdate(view, update.logged)
    case 'callbackQuery':
      return toCallbackUpdate(view, update.query)
    case 'typing':
      return toTypingUpdate(view, update)
  }
}

export function toBoxUpdate(view: View, logged: LoggedChange<BoxChange>): tl.TypeUpdate | null {
  const { change, pts, ptsCount } = logged
  const { mailbox } = view.viewer
  switch (change.kind) {
    case 'new':
    case 'edit': {
      const stored = mailbox.get(change.id)
      if (!stored) return null
      const message = toMessage(view, stored, null)
      return { _: change.kind === 'new' ? 'updateNewMessage' : 'updateEditMessage', message, pts, ptsCount }
    }
    case 'delete':
      return { _: 'updateDeleteMessages', messages: [...change.ids], pts, ptsCount }
    case 'readInbox': {
      const stillUnreadCount = mailbox.unreadCount(change.peer)
      const read = { peer: view.peer(change.peer), maxId: change.maxId, pts, ptsCount }
      return { _: 'updateReadHistoryInbox', ...read, stillUnreadCount }
    }
    case 'readOutbox':
      return { _: 'updateReadHistoryOutbox', peer: view.peer(change.peer), maxId: change.maxId, pts, ptsCount }
  }
}

export function toChannelBoxUpdate(
  view: View,
  channel: Channel,
  logged: LoggedChange<BoxChange>,
): tl.TypeUpdate | null {
  const { change, pts, ptsCount } = logged
  view.peer({ type: 'channel', id: channel.id })
  switch (change.kind) {
    case 'new':
    case 'edit': {
      const stored = channel.mailbox.get(change.id)
      if (!stored || !isVisible(view.viewer, channel, stored)) return null
      const message = toMessage(view, stored, channel)
      const _ = change.kind === 'new' ? 'updateNewChannelMessage' : 'updateEditChannelMessage'
      return { _, message, pts, ptsCount }
    }
    case 'delete': {
      const messages = [...change.ids]
      return { _: 'updateDeleteChannelMessages', channelId: channel.id, messages, pts, ptsCount }
    }
    case 'readInbox':
    case 'readOutbox':
      return null
  }
}

export function toRareUpdate(view: View, logged: LoggedChange<QtsChange>): tl.TypeUpdate {
  const { change, pts: qts } = logged
  if (change.kind === 'botStopped') {
    const { userId } = view.user(change.userId)
    return { _: 'updateBotStopped', userId, date: change.date, stopped: change.stopped, qts }
  }
  const channel = view.world.channels.get(change.channelId)
  view.peer({ type: 'channel', id: channel.id })
  return {
    _: 'updateChannelParticipant',
    channelId: channel.id,
    date: change.date,
    actorId: view.user(change.actorId).userId,
    userId: view.user(change.accountId).userId,
    prevParticipant: change.before ? toParticipant(view, channel, change.before) : undefined,
    newParticipant: change.after ? toParticipant(view, channel, change.after) : undefined,
    qts,
  }
}

export function toCallbackUpdate(view: View, query: CallbackQuery): tl.TypeUpdate {
  return {
    _: 'updateBotCallbackQuery',
    queryId: Long.fromString(query.id),
    userId: view.user(query.userId).userId,
    peer: view.peer(query.chat),
    msgId: query.messageId,
    chatInstance: Long.fromNumber(query.chat.id),
    data: query.data,
  }
}

function toTypingUpdate(view: View, update: AccountUpdate & { kind: 'typing' }): tl.TypeUpdate {
  const fromId = view.user(update.fromId)
  if (update.chat.type === 'user') return { _: 'updateUserTyping', userId: fromId.userId, action: update.action }
  view.peer(update.chat)
  return { _: 'updateChannelUserTyping', channelId: update.chat.id, fromId, action: update.action }
}
