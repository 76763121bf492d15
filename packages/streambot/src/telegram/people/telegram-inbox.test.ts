import type { Message, TelegramClient } from '@mtcute/node'
import { expect, it } from 'vitest'
import { TelegramInbox, type Deliver } from './telegram-inbox.js'

type Client = Pick<TelegramClient, 'onNewMessage' | 'onDeleteMessage' | 'onCallbackQuery'>

/** A client that was sent messages of these ids, as far as the inbox looks. */
function clientWith(): {
  client: Client
  send: (id: number) => void
  receive: (message: object) => void
  lose: (update: object) => void
} {
  let listener: (message: Message) => void = () => {}
  const onNewMessage = { add: (added: (message: Message) => void) => (listener = added) }
  const send = (id: number) => {
    const sender = {
      type: 'user',
      id: 7,
      firstName: 'Ada',
      username: 'ada',
      isBot: false,
      raw: { _: 'user', langCode: 'en' },
    }
    const message = { id, chat: { id: 7, type: 'user' }, sender, raw: { _: 'message' }, text: `text ${id}` }
    listener(message as unknown as Message)
  }
  const receive = (message: object) => listener(message as Message)
  let onLoss: (update: object) => void = () => {}
  const onDeleteMessage = { add: (added: (update: object) => void) => (onLoss = added) }
  const lose = (update: object) => onLoss(update)
  const onCallbackQuery = { add: () => {} }
  return { client: { onNewMessage, onDeleteMessage, onCallbackQuery } as unknown as Client, send, receive, lose }
}

function into(delivered: string[]): Deliver {
  return (event) => {
    if (event.kind === 'message') delivered.push(event.message.text)
    return Promise.resolve()
  }
}

it('keeps what comes before anybody can answer, and hands it over in order', () => {
  const inbox = new TelegramInbox()
  const { client, send } = clientWith()
  inbox.attach(client)
  send(1)
  send(2)
  const delivered: string[] = []
  inbox.deliverTo(into(delivered))
  send(3)
  expect(delivered).toEqual(['text 1', 'text 2', 'text 3'])
})

it('delivers each message once, also when a client that was built anew is sent it again', () => {
  const inbox = new TelegramInbox()
  const [first, second] = [clientWith(), clientWith()]
  const delivered: string[] = []
  inbox.deliverTo(into(delivered))
  inbox.attach(first.client)
  first.send(1)
  inbox.attach(second.client)
  second.send(1)
  second.send(2)
  expect(delivered).toEqual(['text 1', 'text 2'])
})

it('tells who wrote, as Telegram describes them', () => {
  const inbox = new TelegramInbox()
  const { client, send } = clientWith()
  inbox.attach(client)
  send(1)
  const senders: unknown[] = []
  inbox.deliverTo((event) => {
    if (event.kind === 'message') senders.push(event.message.sender)
    return Promise.resolve()
  })
  expect(senders).toEqual([{ id: 7, firstName: 'Ada', username: 'ada', languageCode: 'en' }])
  expect.assertions(1)
})

it('tells of messages that left a channel, and not of those that left a chat', () => {
  const inbox = new TelegramInbox()
  const { client, lose } = clientWith()
  inbox.attach(client)
  const lost: unknown[] = []
  inbox.onDeleted = (channelId, messageIds) => lost.push([channelId, messageIds])
  lose({ channelId: -1001234567890, messageIds: [4, 5] })
  lose({ channelId: null, messageIds: [6] })
  expect(lost).toEqual([[-1001234567890, [4, 5]]])
})

it('takes a file in a channel as a post, also a signed one; not what was forwarded there or holds no file', () => {
  const { client, receive } = clientWith()
  const posts: unknown[] = []
  const inbox = new TelegramInbox()
  inbox.attach(client)
  inbox.deliverTo((event) => Promise.resolve(void posts.push(event)))
  const document = { _: 'document', id: 1n, attributes: [], mimeType: 'video/mp4', size: 10, date: 0 }
  const post = (id: number, raw: object) => {
    const media = { _: 'messageMediaDocument', document }
    const sender = { type: 'user', id: 7, isBot: false, raw: { _: 'user' } }
    receive({
      id,
      chat: { id: -1001, type: 'chat' },
      sender,
      isChannelPost: true,
      raw: { _: 'message', media, ...raw },
    })
  }
  post(1, {})
  post(2, { fwdFrom: { _: 'messageFwdHeader' } })
  post(3, { media: undefined })
  post(4, { replyMarkup: { _: 'replyInlineMarkup' } })
  expect(posts).toMatchObject([
    { kind: 'post', post: { channelId: -1001, messageId: 1, hasButtons: false } },
    { kind: 'post', post: { channelId: -1001, messageId: 4, hasButtons: true } },
  ])
})
