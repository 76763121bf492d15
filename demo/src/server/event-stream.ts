/** Server-sent events of a chat, one listener's. Ends when the listener leaves or the server stops. */
import { PassThrough, type Readable } from 'node:stream'
import type { ChatEvent, ChatFeed } from '../chat/chat-feed.js'

/** A page that does not read for so long is cut off; it reconnects and reads the whole chat. */
const MAX_BACKLOG_BYTES = 1_000_000

export function openEventStream(feed: ChatFeed, signal: AbortSignal): Readable {
  const stream = new PassThrough()
  const unsubscribe = feed.subscribe((event) => {
    stream.write(toText(event))
    if (stream.writableLength + stream.readableLength > MAX_BACKLOG_BYTES) stream.destroy()
  })
  const end = () => stream.end()
  signal.addEventListener('abort', end, { once: true })
  stream.once('close', () => {
    unsubscribe()
    signal.removeEventListener('abort', end)
  })
  // Sends the headers at once, and lets a page wait a second, not three, before it tries again.
  stream.write('retry: 1000\n\n')
  return stream
}

/** JSON has no line breaks of its own, so one `data:` line holds it. */
function toText(event: ChatEvent): string {
  return event.type === 'message'
    ? `event: message\ndata: ${JSON.stringify(event.message)}\n\n`
    : `event: removed\ndata: ${JSON.stringify({ id: event.id })}\n\n`
}
