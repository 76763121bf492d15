import type { Message, TelegramClient } from '@mtcute/node'
import { expect, it } from 'vitest'
import { TelegramInbox } from './telegram-inbox.js'

/** A client that was sent messages of these ids, as far as the inbox looks. */
function clientWith(): { client: Pick<TelegramClient, 'onNewMessage'>; send: (id: number) => void } {
  let listener: (message: Message) => void = () => {}
  const onNewMessage = { add: (added: (message: Message) => void) => (listener = added) }
  const send = (id: number) => {
    const sender = { type: 'user', id: 7, firstName: 'Ada', isBot: false, raw: { _: 'user' } }
    const message = { id, chat: { id: 7, type: 'user' }, sender, raw: { _: 'message' }, text: `text ${id}` }
    listener(message as unknown as Message)
  }
  return { client: { onNewMessage } as unknown as Pick<TelegramClient, 'onNewMessage'>, send }
}

it('keeps what comes before anybody can answer, and hands it over in order', () => {
  const inbox = new TelegramInbox()
  const { client, send } = clientWith()
  inbox.attach(client)
  send(1)
  send(2)
  const delivered: string[] = []
  inbox.deliverTo(({ text }) => delivered.push(text))
  send(3)
  expect(delivered).toEqual(['text 1', 'text 2', 'text 3'])
})

it('delivers each message once, also when a client that was built anew is sent it again', () => {
  const inbox = new TelegramInbox()
  const [first, second] = [clientWith(), clientWith()]
  const delivered: string[] = []
  inbox.deliverTo(({ text }) => delivered.push(text))
  inbox.attach(first.client)
  first.send(1)
  inbox.attach(second.client)
  second.send(1)
  second.send(2)
  expect(delivered).toEqual(['text 1', 'text 2'])
})
