import { Long, MtTimeoutError, tl } from '@mtcute/core'
import { describe, expect, it } from 'vitest'
import type { BotClient } from '../clients/bot-client.js'
import type { Primary } from './primary-call.js'
import { TelegramBroadcastSender } from './telegram-broadcast-sender.js'

const { signal } = new AbortController()
const ADMIN = 7
const KNOWN = 8
const STRANGER = 9
const GROUP = -1_001_234_567_890
const copy = { fromChatId: ADMIN, messageId: 42, userId: KNOWN, randomId: -2n }

function refusal(errorCode: number, errorMessage: string): tl.RpcError {
  return tl.RpcError.fromTl({ _: 'mt_rpc_error', errorCode, errorMessage })
}

/** A client that gives these answers one after the other, and the last one again and again. */
function setUp(...answers: unknown[]) {
  const requests: tl.messages.RawForwardMessagesRequest[] = []
  const handled: unknown[] = []
  const lost: unknown[] = []
  const known = { _: 'inputPeerUser', accessHash: Long.ONE }
  const client = {
    storage: {
      peers: {
        getById: (id: number) => Promise.resolve([ADMIN, KNOWN].includes(id) ? { ...known, userId: id } : null),
      },
    },
    call: (request: tl.messages.RawForwardMessagesRequest) => {
      requests.push(request)
      const answer = answers.length > 1 ? answers.shift() : answers[0]
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer)
    },
    handleClientUpdate: (...args: unknown[]) => handled.push(args),
  }
  const primary: Primary = {
    loggedIn: () => Promise.resolve({ name: 'primary', client } as unknown as BotClient),
    reportLost: (_, error) => lost.push(error),
  }
  return { sender: new TelegramBroadcastSender(primary), requests, handled, lost }
}

describe('a copy', () => {
  it('is made without the author, under the random id it is given, and the client learns of it as of its own', async () => {
    const updates = { _: 'updates' }
    const { sender, requests, handled } = setUp(updates)
    expect(await sender.send(copy, signal)).toEqual({ kind: 'sent' })
    expect(requests).toMatchObject([
      {
        _: 'messages.forwardMessages',
        dropAuthor: true,
        fromPeer: { userId: ADMIN, accessHash: Long.ONE },
        toPeer: { userId: KNOWN, accessHash: Long.ONE },
        id: [42],
        randomId: [Long.fromNumber(-2)],
      },
    ])
    expect(handled).toEqual([[updates, true]])
  })

  it('goes to whom the session does not know without an access hash, and without asking who that is', async () => {
    const { sender, requests } = setUp({ _: 'updates' })
    await sender.send({ ...copy, fromChatId: GROUP, userId: STRANGER }, signal)
    await sender.send({ ...copy, fromChatId: -5 }, signal)
    expect(requests).toMatchObject([
      {
        fromPeer: { _: 'inputPeerChannel', channelId: 1_234_567_890, accessHash: Long.ZERO },
        toPeer: { _: 'inputPeerUser', userId: STRANGER, accessHash: Long.ZERO },
      },
      { fromPeer: { _: 'inputPeerChat', chatId: 5 } },
    ])
  })

  it('carries any random id of 64 bits as it is', async () => {
    const { sender, requests } = setUp({ _: 'updates' })
    const ids = [1n, -1n, 2n ** 63n - 1n, -(2n ** 63n)]
    for (const randomId of ids) await sender.send({ ...copy, randomId }, signal)
    expect(requests.map(({ randomId: [id] }) => BigInt(id!.toString()))).toEqual(ids)
  })
})

describe('what Telegram answers', () => {
  const unusable = (reason: RegExp) => ({ kind: 'message_unusable', reason: expect.stringMatching(reason) as string })

  it.each<[string, Error, unknown]>([
    ['a person who blocked the bot', refusal(400, 'USER_IS_BLOCKED'), { kind: 'unreachable' }],
    ['the same, forbidden', refusal(403, 'USER_IS_BLOCKED'), { kind: 'unreachable' }],
    ['a person who is gone', refusal(400, 'INPUT_USER_DEACTIVATED'), { kind: 'unreachable' }],
    ['the same in other words', refusal(403, 'USER_DEACTIVATED'), { kind: 'unreachable' }],
    ['a person the bot never met', refusal(400, 'PEER_ID_INVALID'), { kind: 'never_met' }],
    ['a wait', refusal(420, 'FLOOD_WAIT_17'), { kind: 'wait', retryAfterMs: 17_000 }],
    ['a wait of nothing', refusal(420, 'FLOOD_WAIT_0'), { kind: 'wait', retryAfterMs: 1000 }],
    ['a call that is under way', refusal(500, 'RANDOM_ID_DUPLICATE'), { kind: 'under_way' }],
    ['a deleted message', refusal(400, 'MESSAGE_ID_INVALID'), unusable(/was deleted/)],
    ['a protected message', refusal(400, 'CHAT_FORWARDS_RESTRICTED'), unusable(/does not allow copies/)],
    ['a chat that the bot has left', refusal(400, 'CHANNEL_PRIVATE'), unusable(/was removed/)],
    ['trouble of its own', refusal(500, 'INTERNAL'), { kind: 'trouble', reason: 'Telegram answered 500 INTERNAL' }],
    [
      'no answer within Telegram',
      refusal(-503, 'Timeout'),
      { kind: 'trouble', reason: 'Telegram answered -503 Timeout' },
    ],
    ['a connection that is lost', new Error('Connection closed'), { kind: 'wait', retryAfterMs: 1000 }],
    ['no answer at all', new MtTimeoutError(1000), { kind: 'wait', retryAfterMs: 1000 }],
    ['a login that is lost twice', refusal(401, 'AUTH_KEY_UNREGISTERED'), { kind: 'wait', retryAfterMs: 1000 }],
    ['a key that is used elsewhere', refusal(406, 'AUTH_KEY_DUPLICATED'), { kind: 'wait', retryAfterMs: 1000 }],
    ['a ban of the bot itself', refusal(401, 'USER_DEACTIVATED'), { kind: 'wait', retryAfterMs: 1000 }],
    ['the same for good', refusal(401, 'USER_DEACTIVATED_BAN'), { kind: 'wait', retryAfterMs: 1000 }],
  ])('%s', async (_, error, outcome) => {
    expect(await setUp(error).sender.send(copy, signal)).toEqual(outcome)
  })

  it('a login that is lost: it is reported, and the copy made once there is another', async () => {
    const { sender, requests, lost } = setUp(refusal(401, 'SESSION_REVOKED'), { _: 'updates' })
    expect(await sender.send(copy, signal)).toEqual({ kind: 'sent' })
    expect(requests).toHaveLength(2)
    expect(lost).toHaveLength(1)
  })
})

it('whoever gives up is told so, whatever the answer', async () => {
  const leaving = new AbortController()
  leaving.abort(new Error('left'))
  await expect(setUp(refusal(420, 'FLOOD_WAIT_17')).sender.send(copy, leaving.signal)).rejects.toThrow('left')
})
