/**
 * A program starts a message to everybody: a post that the bot can see, or a text, which the bot first writes into the log channel, because
 * what goes to everybody is a copy of one message.
 */
import { parsePostAddress } from '../core/post-address.js'
import { toRequestId } from '../core/request-id.js'
import type { Messenger } from '../ports/messenger.js'
import type { PostReader } from '../ports/post-reader.js'
import type { Actor } from './audit.js'
import type { BroadcastMessage, BroadcastProgress, Broadcasts } from './broadcasts.js'

/** A crash between writing a text and starting its broadcast takes one. */
const MAX_ATTEMPTS = 5

export interface StartBroadcastDeps {
  readonly broadcasts: Pick<Broadcasts, 'start' | 'progress'>
  readonly posts: PostReader
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
  | { readonly ok: false; readonly reason: 'no_address' | 'out_of_sight' | 'gone' | 'protected' }

/** @param request names what asks for it: asked again, it is the broadcast that was started first. @throws StreamBotError telegram_unavailable, store_unavailable */
export async function startBroadcast(
  deps: StartBroadcastDeps,
  actor: Actor,
  wish: StartBroadcastWish,
  request: string,
  signal: AbortSignal,
): Promise<StartBroadcastResult> {
  const { broadcasts, adminIds } = deps
  const id = toRequestId(`broadcast ${request}`)
  const known = await broadcasts.progress(id)
  if (known) return { ok: true, progress: known, isNew: false }
  const message = 'text' in wish ? await write(deps, wish.text, id, signal) : await find(deps, wish.post, signal)
  if ('reason' in message) return { ok: false, reason: message.reason }
  await broadcasts.start(adminIds[0] ?? 0, message, { id, actor })
  const progress = await broadcasts.progress(id)
  if (!progress) throw new Error(`Broadcast ${id} was started and is not there`)
  return { ok: true, progress, isNew: true }
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

/** Telegram's HTML (core.telegram.org/bots/api#html-style). */
function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
