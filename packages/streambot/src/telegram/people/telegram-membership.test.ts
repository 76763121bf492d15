import { Long, MtPeerNotFoundError, tl } from '@mtcute/core'
import { describe, expect, it } from 'vitest'
import type { BotClient } from '../clients/bot-client.js'
import type { Primary } from './primary-call.js'
import { TelegramMembership } from './telegram-membership.js'

const { signal } = new AbortController()
const CLUB = -1_001_234_567_890
const CHANNEL_ID = 1_234_567_890
const ADA = 7

/** A client of one answer, as far as memberships go. */
function setUp(answer: (request: tl.RpcMethod) => unknown) {
  const requests: tl.RpcMethod[] = []
  const client = {
    resolvePeer: (userId: number) => Promise.resolve({ _: 'inputPeerUser', userId, accessHash: Long.ONE }),
    resolveChannel: (name: string) =>
      name === '@news'
        ? Promise.resolve({ _: 'inputChannel', channelId: 5, accessHash: Long.ONE })
        : Promise.reject(new MtPeerNotFoundError(name)),
    call: (request: tl.RpcMethod) => {
      requests.push(request)
      return Promise.resolve(answer(request))
    },
  }
  const primary: Primary = {
    loggedIn: () => Promise.resolve({ name: 'primary', client } as unknown as BotClient),
    reportLost: () => {},
  }
  return { membership: new TelegramMembership(primary), requests }
}

const participant = (found: tl.TypeChannelParticipant) => () => ({
  _: 'channels.channelParticipant',
  participant: found,
})
const refuse = (errorMessage: string) => () => {
  throw tl.RpcError.fromTl({ _: 'mt_rpc_error', errorCode: 400, errorMessage })
}
const kicked = (left: boolean, viewMessages: boolean): tl.RawChannelParticipantBanned => ({
  _: 'channelParticipantBanned',
  left,
  peer: { _: 'peerUser', userId: ADA },
  kickedBy: 1,
  date: 0,
  bannedRights: { _: 'chatBannedRights', viewMessages, untilDate: 0 },
})

describe('membership', () => {
  it.each<[string, tl.TypeChannelParticipant, boolean]>([
    ['of a member', { _: 'channelParticipant', userId: ADA, date: 0 }, true],
    ['of its creator', { _: 'channelParticipantCreator', userId: ADA, adminRights: { _: 'chatAdminRights' } }, true],
    ['of somebody who left', { _: 'channelParticipantLeft', peer: { _: 'peerUser', userId: ADA } }, false],
    ['of somebody removed', kicked(true, true), false],
    ['of somebody banned', kicked(false, true), false],
    ['of somebody who may read only', kicked(false, false), true],
  ])('%s is known', async (_, found, isMember) => {
    const { membership } = setUp(participant(found))
    expect(await membership.isMember(CLUB, ADA, signal)).toBe(isMember)
  })

  it('of a stranger is no', async () => {
    const { membership } = setUp(refuse('USER_NOT_PARTICIPANT'))
    expect(await membership.isMember(CLUB, ADA, signal)).toBe(false)
  })

  it('is asked for by number or by name', async () => {
    const { membership, requests } = setUp(participant({ _: 'channelParticipant', userId: ADA, date: 0 }))
    await membership.isMember(CLUB, ADA, signal)
    await membership.isMember('@news', ADA, signal)
    expect(requests).toMatchObject([
      { channel: { channelId: CHANNEL_ID }, participant: { userId: ADA } },
      { channel: { channelId: 5 }, participant: { userId: ADA } },
    ])
  })

  it.each([
    ['CHANNEL_INVALID', 'cannot see'],
    ['CHANNEL_PRIVATE', 'cannot see'],
    ['CHAT_ADMIN_REQUIRED', 'no administrator'],
  ])('that Telegram refuses with %s is explained to the operator', async (text, words) => {
    const { membership } = setUp(refuse(text))
    await expect(membership.isMember(CLUB, ADA, signal)).rejects.toMatchObject({
      code: 'bad_config',
      message: expect.stringContaining(words) as string,
    })
  })

  it('of a channel that does not exist is explained to the operator', async () => {
    const { membership } = setUp(refuse('unused'))
    await expect(membership.isMember('@nobody', ADA, signal)).rejects.toMatchObject({
      code: 'bad_config',
      message: expect.stringContaining('@nobody') as string,
    })
  })

  it('that fails otherwise is Telegram’s trouble', async () => {
    const { membership } = setUp(refuse('USER_ID_INVALID'))
    await expect(membership.isMember(CLUB, ADA, signal)).rejects.toMatchObject({ code: 'telegram_unavailable' })
  })

  it('is not waited for any longer when nobody wants it', async () => {
    const leaving = new AbortController()
    leaving.abort(new Error('left'))
    const { membership } = setUp(refuse('USER_ID_INVALID'))
    await expect(membership.isMember(CLUB, ADA, leaving.signal)).rejects.toThrow('left')
  })
})

describe('an invite', () => {
  const full = (channel: object, exportedInvite?: object) => () => ({
    _: 'messages.chatFull',
    fullChat: { _: 'channelFull', id: CHANNEL_ID, exportedInvite },
    chats: [{ _: 'channel', id: CHANNEL_ID, title: 'Club', ...channel }],
  })
  const invite = { _: 'chatInviteExported', link: 'https://t.me/+abc' }

  it.each([
    ['is the public name', { username: 'club' }, invite, 'https://t.me/club'],
    [
      'is one of several public names',
      {
        usernames: [
          { username: 'old', active: false },
          { username: 'club', active: true },
        ],
      },
      undefined,
      'https://t.me/club',
    ],
    ['is the link of a private channel', {}, invite, 'https://t.me/+abc'],
    ['has no link where the bot may not invite', {}, undefined, null],
  ])('%s', async (_, channel, exported, url) => {
    const { membership } = setUp(full(channel, exported))
    expect(await membership.invite(CLUB, signal)).toEqual({ title: 'Club', url })
  })
})
