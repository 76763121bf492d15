/**
 * Input constructors → what they name. An access hash counts only for the account it was given to. Bots may leave
 * it 0 for channels they are in and people they know, as with the real Telegram.
 */
import type Long from 'long'
import type { tl } from '@mtcute/core'
import { RpcError } from '../rpc-error.js'
import type { Account } from '../world/account.js'
import type { Channel } from '../world/channel.js'
import { channelPeer, userPeer, type Peer } from '../world/peer.js'
import type { World } from '../world/world.js'
import { assertMayRead } from '../world/writing-rules.js'

export function resolvePeer(world: World, caller: Account, input: tl.TypeInputPeer): Peer {
  switch (input._) {
    case 'inputPeerSelf':
      return userPeer(caller.id)
    case 'inputPeerUser':
      return userPeer(resolveUserId(world, caller, input.userId, input.accessHash, 'PEER_ID_INVALID').id)
    case 'inputPeerChannel':
      return channelPeer(resolveChannelId(world, caller, input.channelId, input.accessHash).id)
    case 'inputPeerUserFromMessage':
      assertSees(world, caller, input.peer, input.msgId)
      return userPeer(knownUser(world, input.userId, 'PEER_ID_INVALID').id)
    case 'inputPeerChannelFromMessage':
      assertSees(world, caller, input.peer, input.msgId)
      return channelPeer(world.channels.get(input.channelId).id)
    case 'inputPeerChat':
      throw new RpcError(400, 'CHAT_ID_INVALID')
    default:
      throw new RpcError(400, 'PEER_ID_INVALID')
  }
}

export function resolveUser(world: World, caller: Account, input: tl.TypeInputUser): Account {
  switch (input._) {
    case 'inputUserSelf':
      return caller
    case 'inputUser':
      return resolveUserId(world, caller, input.userId, input.accessHash, 'USER_ID_INVALID')
    case 'inputUserFromMessage':
      assertSees(world, caller, input.peer, input.msgId)
      return knownUser(world, input.userId, 'USER_ID_INVALID')
    default:
      throw new RpcError(400, 'USER_ID_INVALID')
  }
}

export function resolveChannel(world: World, caller: Account, input: tl.TypeInputChannel): Channel {
  switch (input._) {
    case 'inputChannel':
      return resolveChannelId(world, caller, input.channelId, input.accessHash)
    case 'inputChannelFromMessage':
      assertSees(world, caller, input.peer, input.msgId)
      return world.channels.get(input.channelId)
    default:
      throw new RpcError(400, 'CHANNEL_INVALID')
  }
}

/** @throws RpcError also when the caller may not read it */
export function resolveReadableChannel(world: World, caller: Account, input: tl.TypeInputChannel): Channel {
  const channel = resolveChannel(world, caller, input)
  assertMayRead(channel, caller)
  return channel
}

function resolveUserId(world: World, caller: Account, userId: number, hash: Long, error: string): Account {
  const account = knownUser(world, userId, error)
  if (account === caller) return account
  if (caller.isBot && hash.isZero() && isAcquainted(world, caller, account)) return account
  if (!world.accessHashes.matches(hash, caller.id, 'user', userId)) throw new RpcError(400, error)
  return account
}

function resolveChannelId(world: World, caller: Account, channelId: number, hash: Long): Channel {
  const channel = world.channels.get(channelId)
  if (caller.isBot && hash.isZero()) {
    if (!channel.members.has(caller.id)) throw new RpcError(400, 'CHANNEL_PRIVATE')
    return channel
  }
  if (!world.accessHashes.matches(hash, caller.id, 'channel', channelId)) throw new RpcError(400, 'CHANNEL_INVALID')
  return channel
}

function knownUser(world: World, userId: number, error: string): Account {
  const account = world.accounts.find(userId)
  if (!account) throw new RpcError(400, error)
  return account
}

function isAcquainted(world: World, bot: Account, account: Account): boolean {
  if (bot.startedBy.has(account.id)) return true
  return world.channels.ofMember(bot.id).some((channel) => channel.members.has(account.id))
}

function assertSees(world: World, caller: Account, input: tl.TypeInputPeer, messageId: number): void {
  const peer = resolvePeer(world, caller, input)
  const isThere = world.readMessage(caller.id, peer, messageId) !== null
  if (!isThere) throw new RpcError(400, 'MSG_ID_INVALID')
}
