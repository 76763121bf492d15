/**
 * A program starts a message to everybody: a post that the bot can see, or a text, which the bot first writes into the log channel, because
 * what goes to everybody is a copy of one message.
 */
import { escapeHtml } from '../core/escape-html.js'
import { parsePostAddress } from '../core/post-address.js'
import { toRequestId } from '../core/request-id.js'
import type { Messenger } from '../ports/messenger.js'
import type { PostReader } from '../ports/post-reader.js'
import { userIdOf, type Actor } from './audit.js'
import type { BroadcastMessage, BroadcastProgress, Broadcasts } from './broadcasts.js'
import type { RequestTurns } from './request-turns.js'

/** A crash between writing a text and starting its broadcast takes one. */
const MAX_ATTEMPTS = 5

export interface StartBroadcastDeps {
  readonly broadcasts: Pick<Broadcasts, 'start' | 'progress'>
  readonly posts: PostReader
  readonly turns: Pick<RequestTurns, 'take'>
  readonly messenger: Pick<Messenger, 'send'>
  /** Marked: -100… */
  readonly logChannelId: number
  /** Whoever is called the sender where no person is. */
  readonly adminIds: readonly number[]
}

export type StartBroadcastWish = { readonly post: string } | { readonly text: string }

export type StartBroadcastResult =
  /** `isNew`: not if it was asked for before under the same name. */
  | { readonly ok: true; readonly progress: BroadcastProgress; readonly isNew: boolean }
  | {
      readonly ok: false
      /** `other_message`: what was asked for under this name before. */
      readonly reason: 'no_address' | 'out_of_sight' | 'gone' | 'protected' | 'other_message'
    }

/** @param request names what asks for it: asked again, it is the broadcast that was started first. @throws StreamBotError telegram_unavailable, store_unavailable */
export async function startBroadcast(
  deps: StartBroadcastDeps,
  actor: Actor,
  wish: StartBroadcastWish,
  request: string,
  signal: AbortSignal,
): Promise<StartBroadcastResult> {
  const id = toRequestId(`broadcast ${request}`)
  return deps.turns.take(id, () => findOrStart(deps, actor, wish, id, signal), signal)
}

async function findOrStart(
  deps: StartBroadcastDeps,
  actor: Actor,
  wish: StartBroadcastWish,
  id: string,
  signal: AbortSignal,
): Promise<StartBroadcastResult> {
  const { broadcasts, adminIds } = deps
  const known = await broadcasts.progress(id)
  if (known) return toKnown(deps, known, wish, signal)
  const message = 'text' in wish ? await write(deps, wish.text, id, signal) : await find(deps, wish.post, signal)
  if ('reason' in message) return { ok: false, reason: message.reason }
  try {
    await broadcasts.start(userIdOf(actor) ?? adminIds[0] ?? 0, message, { id, actor })
  } catch (error) {
    // Another instance may have been faster with the same request.
    const other = await broadcasts.progress(id)
    if (other) return toKnown(deps, other, wish, signal)
    throw error
  }
  const progress = await broadcasts.progress(id)
  if (!progress) throw new Error(`Broadcast ${id} was started and is not there`)
  return { ok: true, progress, isNew: true }
}

/** Another one only where that is certain: what was sent may be deleted since. */
async function toKnown(
  deps: StartBroadcastDeps,
  progress: BroadcastProgress,
  wish: StartBroadcastWish,
  signal: AbortSignal,
): Promise<StartBroadcastResult> {
  const { fromChatId: chat, messageId } = progress
  if ('post' in wish) {
    const message = await find(deps, wish.post, signal)
    const isOther = !('reason' in message) && (message.chatId !== chat || message.messageId !== messageId)
    return isOther ? { ok: false, reason: 'other_message' } : { ok: true, progress, isNew: false }
  }
  const reading = chat === deps.logChannelId ? await deps.posts.read({ chat, messageId }, signal) : null
  const isOther = !reading || (reading.kind === 'found' && essenceOf(reading.message.text) !== essenceOf(wish.text))
  return isOther ? { ok: false, reason: 'other_message' } : { ok: true, progress, isNew: false }
}

/** Telegram takes white space, control characters and some marks out of texts, or puts others in their place. */
function essenceOf(text: string): string {
  return text.replaceAll(/[\s\p{C}\p{M}]+/gu, '')
}

async function find(
  { posts }: StartBroadcastDeps,
  post: string,
  signal: AbortSignal,
): Promise<BroadcastMessage | { readonly reason: 'no_address' | 'out_of_sight' | 'gone' | 'protected' }> {
  const address = parsePostAddress(post)
  if (!address) return { reason: 'no_address' }
  const reading = await posts.read(address, signal)
  if (reading.kind !== 'found') return { reason: reading.kind }
  const { chatId, messageId } = reading.message
  return { chatId, messageId }
}

/** Under a name of its own; one that was written before a crash is written once more, because nobody knows its number any more. */
async function write(
  { messenger, logChannelId: chatId }: StartBroadcastDeps,
  text: string,
  id: string,
  signal: AbortSignal,
): Promise<BroadcastMessage> {
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
    const to = { chatId, replyTo: null, name: `broadcast ${id} ${attempt}` }
    const messageId = await messenger.send(to, { html: escapeHtml(text) }, signal)
    if (messageId !== null) return { chatId, messageId }
  }
  throw new Error(`The text of broadcast ${id} was written ${MAX_ATTEMPTS} times before`)
}
