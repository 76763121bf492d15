/** Who is in a channel. Members of a broadcast channel are told to its administrators only. */
import type { tl } from '@mtcute/core'
import { RpcError } from '../../rpc-error.js'
import type { Account } from '../../world/account.js'
import { isAdmin, type Channel, type Member } from '../../world/channel.js'
import type { World } from '../../world/world.js'
import { requireAccount } from '../callers.js'
import type { ServiceContext } from '../context.js'
import { resolvePeer, resolveReadableChannel } from '../input-peers.js'
import { toBanned, toParticipant } from '../view/participant-view.js'
import { View } from '../view/view.js'

const PAGE_MAX = 200

export function registerMembers({ dispatcher, world }: ServiceContext): void {
  dispatcher.register('channels.getParticipant', (caller, request) => {
    const account = requireAccount(world, caller)
    const channel = resolveReadableChannel(world, account, request.channel)
    const { type, id } = resolvePeer(world, account, request.participant)
    if (type !== 'user') throw new RpcError(400, 'PARTICIPANT_ID_INVALID')
    if (id !== account.id) assertMayList(channel, account)
    const view = new View(world, account)
    view.peer({ type: 'channel', id: channel.id })
    const participant = participantOf(view, channel, id)
    return { _: 'channels.channelParticipant', participant, ...view.peers() }
  })

  dispatcher.register('channels.getParticipants', (caller, request) => {
    const account = requireAccount(world, caller)
    const channel = resolveReadableChannel(world, account, request.channel)
    assertMayList(channel, account)
    const view = new View(world, account)
    view.peer({ type: 'channel', id: channel.id })
    const all = listed(view, channel, request.filter)
    const page = all.slice(request.offset, request.offset + Math.min(request.limit, PAGE_MAX))
    const participants = page.map((render) => render())
    return { _: 'channels.channelParticipants', count: all.length, participants, ...view.peers() }
  })
}

function assertMayList(channel: Channel, account: Account): void {
  const mayList = channel.isMegagroup || isAdmin(channel, account.id)
  if (!mayList) throw new RpcError(400, 'CHAT_ADMIN_REQUIRED')
}

function participantOf(view: View, channel: Channel, accountId: number): tl.TypeChannelParticipant {
  const member = channel.members.get(accountId)
  if (member) return toParticipant(view, channel, member)
  if (channel.banned.has(accountId)) return toBanned(view, channel, accountId)
  throw new RpcError(400, 'USER_NOT_PARTICIPANT')
}

type Render = () => tl.TypeChannelParticipant

function listed(view: View, channel: Channel, filter: tl.TypeChannelParticipantsFilter): Render[] {
  const { world } = view
  const banned = [...channel.banned.keys()].map((id) => () => toBanned(view, channel, id))
  const only = (keep: (member: Member) => boolean): Render[] =>
    [...channel.members.values()].filter(keep).map((member) => () => toParticipant(view, channel, member))
  switch (filter._) {
    case 'channelParticipantsKicked':
      return banned
    case 'channelParticipantsBanned':
      return []
    case 'channelParticipantsAdmins':
      return only(({ accountId }) => isAdmin(channel, accountId))
    case 'channelParticipantsBots':
      return only(({ accountId }) => world.account(accountId).isBot)
    case 'channelParticipantsSearch':
      return only(({ accountId }) => isNamed(world, accountId, filter.q))
    default:
      return only(() => true)
  }
}

function isNamed(world: World, accountId: number, wanted: string): boolean {
  const { firstName, lastName, username } = world.account(accountId)
  return `${firstName} ${lastName ?? ''} ${username ?? ''}`.toLowerCase().includes(wanted.toLowerCase())
}
