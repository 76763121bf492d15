/** Copies a message to a person through the primary client, and says what Telegram's answers mean for the copy. */
import { Long, tl } from '@mtcute/core'
import { parseMarkedPeerId } from '@mtcute/core/utils.js'
import type { TelegramClient } from '@mtcute/node'
import type { BroadcastCopy, BroadcastSender, SendOutcome } from '../../ports/broadcast-sender.js'
import { boundedCall } from '../bounded-call.js'
import { judge } from '../telegram-error.js'
import { callPrimary, type Primary } from './primary-call.js'

const SEND_TIMEOUT_MS = 30_000
/** Errors and waits come back at once, for the caller to decide. */
const NO_PATIENCE = { floodSleepThreshold: 0, maxRetryCount: 0 }
/** The connection or the login is away: there is no telling for how long. */
const AWAY_MS = 1000

export class TelegramBroadcastSender implements BroadcastSender {
  constructor(private readonly primary: Primary) {}

  async send(copy: BroadcastCopy, signal: AbortSignal): Promise<SendOutcome> {
    try {
      await boundedCall(signal, SEND_TIMEOUT_MS, (limits) =>
        callPrimary(this.primary, limits.abortSignal, ({ client }) => forward(client, copy, limits)),
      )
      return { kind: 'sent' }
    } catch (error) {
      signal.throwIfAborted()
      return toOutcome(error)
    }
  }
}

async function forward(
  client: TelegramClient,
  { fromChatId, messageId, userId, randomId }: BroadcastCopy,
  limits: { readonly abortSignal: AbortSignal },
): Promise<void> {
  const updates = await client.call(
    {
      _: 'messages.forwardMessages',
      fromPeer: await inputPeer(client, fromChatId),
      toPeer: await inputPeer(client, userId),
      id: [messageId],
      randomId: [Long.fromString(randomId.toString())],
      dropAuthor: true,
    },
    { ...NO_PATIENCE, ...limits },
  )
  client.handleClientUpdate(updates, true)
}

/**
 * As the session knows it. A session that was lost knows nobody: bots may name who talked to them, and channels they are in, without an access
 * hash, as TDLib does. The library's own `resolvePeer` would first ask Telegram for each of them.
 */
async function inputPeer(client: TelegramClient, markedId: number): Promise<tl.TypeInputPeer> {
  const known = await client.storage.peers.getById(markedId)
  if (known) return known
  const [type, id] = parseMarkedPeerId(markedId)
  if (type === 'user') return { _: 'inputPeerUser', userId: id, accessHash: Long.ZERO }
  if (type === 'channel') return { _: 'inputPeerChannel', channelId: id, accessHash: Long.ZERO }
  return { _: 'inputPeerChat', chatId: id }
}

function toOutcome(error: unknown): SendOutcome {
  // Lost connections, timeouts, a client that is being built anew: whether it was sent Telegram will say when it is asked again.
  if (!tl.RpcError.is(error)) return { kind: 'wait', retryAfterMs: AWAY_MS }
  const { code, text } = error
  if (text === 'RANDOM_ID_DUPLICATE') return { kind: 'under_way' }
  // Said of the bot itself, whatever the text: its login is lost, or the bot is.
  if (code === 401 || text === 'AUTH_KEY_DUPLICATED') return { kind: 'wait', retryAfterMs: AWAY_MS }
  if (UNREACHABLE.has(text)) return { kind: 'unreachable' }
  // Seen in a group, or named by an admin.
  if (text === 'PEER_ID_INVALID') return { kind: 'never_met' }
  const unusable = UNUSABLE[text]
  if (unusable !== undefined) return { kind: 'message_unusable', reason: unusable }
  const verdict = judge(error)
  const reason = `Telegram answered ${code} ${text}`
  if (verdict.kind === 'cool_down') return { kind: 'wait', retryAfterMs: verdict.waitMs }
  return { kind: verdict.kind === 'retry' ? 'trouble' : 'failed', reason }
}

const UNREACHABLE: ReadonlySet<string> = new Set(['USER_IS_BLOCKED', 'INPUT_USER_DEACTIVATED', 'USER_DEACTIVATED'])

/** core.telegram.org/method/messages.forwardMessages, what it says of the message and of the chat it is in. */
const UNUSABLE: Readonly<Record<string, string>> = {
  MESSAGE_ID_INVALID: 'The message was deleted, or is of a kind that cannot be copied',
  CHAT_FORWARDS_RESTRICTED: 'The chat of the message does not allow copies',
  CHANNEL_INVALID: 'The bot cannot see the chat of the message',
  CHANNEL_PRIVATE: 'The bot was removed from the chat of the message',
  CHAT_ID_INVALID: 'The bot cannot see the chat of the message',
  QUIZ_ANSWER_MISSING: 'A quiz cannot be copied without its author',
  BROADCAST_PUBLIC_VOTERS_FORBIDDEN: 'A poll that shows who voted cannot be copied',
}
