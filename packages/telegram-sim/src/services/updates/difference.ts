/** updates.getDifference: the private chats' log since a pts, rare news since a qts, and which channels moved. */
import type { tl } from '@mtcute/core'
import type { Account } from '../../world/account.js'
import type { LoggedChange } from '../../world/change-log.js'
import type { BoxChange } from '../../world/mailbox.js'
import { toSeconds } from '../../world/seconds.js'
import { requireAccount } from '../callers.js'
import type { ServiceContext } from '../context.js'
import { toMessage } from '../view/message-view.js'
import { View } from '../view/view.js'
import { SEQ, toState } from './state.js'
import { toBoxUpdate, toCallbackUpdate, toRareUpdate } from './update-view.js'

/** Changes told at once; more come in slices. */
const SLICE_LIMIT = 500

export function registerDifference(context: ServiceContext): void {
  const { dispatcher, world } = context
  dispatcher.register('updates.getDifference', (caller, request) => {
    const account = requireAccount(world, caller)
    const missed = account.mailbox.changes.since(request.pts)
    const rare = account.rareChanges.since(request.qts)
    const isTooFar = missed !== null && request.ptsTotalLimit !== undefined && missed.length > request.ptsTotalLimit
    if (!missed || isTooFar) return { _: 'updates.differenceTooLong', pts: account.mailbox.changes.pts }

    const view = new View(world, account)
    const slice = missed.slice(0, SLICE_LIMIT)
    const { newMessages, otherUpdates } = splitChanges(view, slice)
    const isSlice = slice.length < missed.length
    if (!isSlice) {
      otherUpdates.push(...(rare ?? []).map((logged) => toRareUpdate(view, logged)))
      otherUpdates.push(...missedPresses(context, view, account, request.date))
      otherUpdates.push(...movedChannels(context, view, account, request.date))
    }
    if (newMessages.length === 0 && otherUpdates.length === 0 && slice.length === 0) {
      return { _: 'updates.differenceEmpty', date: toSeconds(world.clock.now()), seq: SEQ }
    }
    const told = { newMessages, newEncryptedMessages: [], otherUpdates, ...view.peers() }
    const state = toState(world, account)
    if (!isSlice) return { _: 'updates.difference', ...told, state }
    // The client asks again from here, with its own qts and date, so that what was left out still comes.
    const intermediateState = { ...state, pts: slice.at(-1)?.pts ?? request.pts, qts: request.qts, date: request.date }
    return { _: 'updates.differenceSlice', ...told, intermediateState }
  })
}

/** A message is told in its present state, so edits before its own arrival say nothing new. */
function splitChanges(view: View, missed: readonly LoggedChange<BoxChange>[]) {
  const newMessages: tl.TypeMessage[] = []
  const otherUpdates: tl.TypeUpdate[] = []
  const told = new Set<number>()
  for (const logged of missed) {
    const { change } = logged
    if (change.kind === 'new') {
      const stored = view.viewer.mailbox.get(change.id)
      if (!stored) continue
      told.add(change.id)
      newMessages.push(toMessage(view, stored, null))
    } else if (change.kind !== 'edit' || !told.has(change.id)) {
      const update = toBoxUpdate(view, logged)
      if (update) otherUpdates.push(update)
    }
  }
  return { newMessages, otherUpdates }
}

/** Button presses nobody was there to be told of. */
function missedPresses({ world }: ServiceContext, view: View, account: Account, since: number): tl.TypeUpdate[] {
  const missed = world.callbacks.undelivered(account.id).filter((query) => query.date >= since)
  for (const query of missed) world.callbacks.delivered(query.id)
  return missed.map((query) => toCallbackUpdate(view, query))
}

/** Channels keep logs of their own: the client is only told where to look. */
function movedChannels({ world }: ServiceContext, view: View, account: Account, since: number): tl.TypeUpdate[] {
  const moved = world.channels.ofMember(account.id).filter((channel) => channel.mailbox.changedDate >= since)
  return moved.map((channel) => {
    view.peer({ type: 'channel', id: channel.id })
    return { _: 'updateChannelTooLong', channelId: channel.id, pts: channel.mailbox.changes.pts }
  })
}
