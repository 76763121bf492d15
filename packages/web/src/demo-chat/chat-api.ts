/** The demo server's chat interface, spoken over HTTP on the page's own origin. */
import type { ChatView, MessageView, PressAnswer } from './chat-view.js'

/** What the server said no with, or that it did not answer. */
export class ChatApiError extends Error {
  override readonly name = 'ChatApiError'
}

export const NOT_ANSWERING = 'The demo does not answer. Is it still running in its terminal?'

const TIMEOUT_MS = 30_000

export async function readChat(): Promise<ChatView> {
  return (await call('GET', '/api/chat')) as ChatView
}

export async function sendText(text: string): Promise<void> {
  await call('POST', '/api/messages', { text })
}

export async function pressButton(messageId: number, data: string): Promise<PressAnswer> {
  return (await call('POST', `/api/messages/${messageId}/press`, { data })) as PressAnswer
}

async function call(method: string, path: string, body?: unknown): Promise<unknown> {
  const init: RequestInit = { method, signal: AbortSignal.timeout(TIMEOUT_MS) }
  if (body !== undefined) {
    init.body = JSON.stringify(body)
    init.headers = { 'content-type': 'application/json' }
  }
  let response: Response
  let answer: unknown
  try {
    response = await fetch(path, init)
    answer = await response.json()
  } catch {
    throw new ChatApiError(NOT_ANSWERING)
  }
  if (!response.ok) throw new ChatApiError(errorText(answer))
  return answer
}

function errorText(answer: unknown): string {
  const told = typeof answer === 'object' && answer !== null && 'error' in answer ? answer.error : null
  return typeof told === 'string' ? told : 'The demo could not do that.'
}

export interface ChatListener {
  /** The line is open, for the first time or again: read the whole chat to miss nothing. */
  opened(): void
  message(message: MessageView): void
  removed(messageId: number): void
  lost(): void
}

/** New, edited and removed messages as they happen; the browser reconnects by itself. */
export function listen(listener: ChatListener): void {
  const events = new EventSource('/api/events')
  events.addEventListener('open', () => listener.opened())
  events.addEventListener('error', () => listener.lost())
  events.addEventListener('message', (event: MessageEvent<string>) => {
    listener.message(JSON.parse(event.data) as MessageView)
  })
  events.addEventListener('removed', (event: MessageEvent<string>) => {
    listener.removed((JSON.parse(event.data) as { id: number }).id)
  })
}
