import { expect, it } from 'vitest'
import { FakeChat } from '../testing/fake-chat.js'
import { ChatFeed, type ChatEvent } from './chat-feed.js'

it('tells each change once and stops with its signal', async () => {
  const chat = new FakeChat()
  const feed = new ChatFeed(chat)
  const events: ChatEvent[] = []
  const stop = new AbortController()
  const unsubscribe = feed.subscribe((event) => events.push(event))
  const running = feed.run(stop.signal)

  const settle = () => new Promise((resolve) => setImmediate(resolve))
  const first = chat.add({ text: 'a' })
  await settle()
  chat.add({ text: 'b' })
  chat.add({ text: 'c' }) // before the feed could look again
  await settle()
  chat.remove(first)
  await settle()
  expect(events.map((event) => (event.type === 'message' ? event.message.text : `-${event.id}`))).toEqual([
    'a',
    'b',
    'c',
    `-${first}`,
  ])

  unsubscribe()
  expect(feed.listenerCount).toBe(0)
  chat.add({ text: 'd' })
  await settle()
  expect(events).toHaveLength(4)
  stop.abort()
  await running
})
