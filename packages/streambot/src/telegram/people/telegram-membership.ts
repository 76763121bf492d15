/** Who is in the channels that people have to join, asked by the primary client. */
import { MtInvalidPeerTypeError, MtPeerNotFoundError, tl } from '@mtcute/core'
import type { TelegramClient } from '@mtcute/node'
import { toPlainChannelId } from '../../core/channel-id.js'
import { StreamBotError } from '../../core/errors.js'
import type { ChannelAddress, ChannelInvite, Membership } from '../../ports/membership.js'
import { boundedCall } from '../bounded-call.js'
import { inputChannel } from '../clients/log-channel-access.js'
import { toStreamBotError } from '../telegram-error.js'
import { callPrimary, type Primary } from './primary-call.js'

const CALL_TIMEOUT_MS = 10_000
/** Errors and waits come back at once, for us to decide. */
const NO_PATIENCE = { floodSleepThreshold: 0, maxRetryCount: 0 }

export class TelegramMembership implements Membership {
  constructor(private readonly primary: Primary) {}

  isMember(channel: ChannelAddress, userId: number, signal: AbortSignal): Promise<boolean> {
    return this.#call(channel, signal, async (client, limits) => {
      const request = {
        _: 'channels.getParticipant',
        channel: await resolve(client, channel),
        participant: await client.resolvePeer(userId),
      } as const
      try {
        const { participant } = await client.call(request, { ...NO_PATIENCE, ...limits })
        return isInside(participant)
      } catch (error) {
        if (tl.RpcError.is(error, 'USER_NOT_PARTICIPANT')) return false
        throw error
      }
    })
  }

  invite(channel: ChannelAddress, signal: AbortSignal): Promise<ChannelInvite> {
    return this.#call(channel, signal, async (client, limits) => {
      const request = { _: 'channels.getFullChannel', channel: await resolve(client, channel) } as const
      const { fullChat, chats } = await client.call(request, { ...NO_PATIENCE, ...limits })
      const found = chats.find((chat): chat is tl.RawChannel => chat._ === 'channel' && chat.id === fullChat.id)
      return { title: found?.title ?? null, url: (found && publicUrl(found)) ?? privateUrl(fullChat) }
    })
  }

  async #call<T>(
    channel: ChannelAddress,
    signal: AbortSignal,
    call: (client: TelegramClient, limits: { readonly abortSignal: AbortSignal }) => Promise<T>,
  ): Promise<T> {
    try {
      return await boundedCall(signal, CALL_TIMEOUT_MS, (limits) =>
        callPrimary(this.primary, limits.abortSignal, ({ client }) => call(client, limits)),
      )
    } catch (error) {
      signal.throwIfAborted()
      throw translate(error, channel)
    }
  }
}

async function resolve(client: TelegramClient, channel: ChannelAddress): Promise<tl.TypeInputChannel> {
  if (typeof channel === 'number') return inputChannel(toPlainChannelId(channel))
  try {
    return await client.resolveChannel(channel)
  } catch (error) {
    if (error instanceof MtPeerNotFoundError || error instanceof MtInvalidPeerTypeError) {
      throw badConfig(`FORCE_SUB_CHANNEL names ${channel}, but there is no such channel: correct it.`, error)
    }
    throw error
  }
}

/** Somebody restricted is in a group all the same; somebody removed is not. */
function isInside(participant: tl.TypeChannelParticipant): boolean {
  if (participant._ === 'channelParticipantLeft') return false
  if (participant._ === 'channelParticipantBanned') return !participant.left && !participant.bannedRights.viewMessages
  return true
}

function publicUrl({ username, usernames }: tl.RawChannel): string | undefined {
  const name = username ?? usernames?.find((it) => it.active)?.username
  return name === undefined ? undefined : `https://t.me/${name}`
}

/** The bot's own link, which it has if it may invite. */
function privateUrl(full: tl.TypeChatFull): string | null {
  return full.exportedInvite?._ === 'chatInviteExported' ? full.exportedInvite.link : null
}

function translate(error: unknown, channel: ChannelAddress): StreamBotError {
  const explained = tl.RpcError.is(error) ? UNUSABLE[error.text] : undefined
  if (explained) return badConfig(explained(channel), error)
  return toStreamBotError(error, `Asking who is a member of ${channel}`)
}

function badConfig(message: string, cause: unknown): StreamBotError {
  return new StreamBotError('bad_config', message, { cause })
}

const UNUSABLE: Readonly<Record<string, (channel: ChannelAddress) => string>> = {
  CHANNEL_INVALID: cannotSee,
  CHANNEL_PRIVATE: cannotSee,
  CHAT_ADMIN_REQUIRED: (channel) =>
    `The bot is no administrator of ${channel}, which FORCE_SUB_CHANNEL names: promote it, or it cannot see who is a member.`,
}

function cannotSee(channel: ChannelAddress): string {
  return `The bot cannot see ${channel}, which FORCE_SUB_CHANNEL names: add it there as an administrator, or correct the number.`
}
