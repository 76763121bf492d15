import type { Message } from '@mtcute/node'
import { describe, expect, it } from 'vitest'
import { toFoundMessage, toIncomingMessage } from './incoming-message.js'

interface Fields {
  readonly raw?: object
  readonly isOutgoing?: boolean
  readonly sender?: object
}

/** As far as we look at what the library shows. */
function messageOf({ raw = {}, isOutgoing = false, sender }: Fields): Message {
  const ada = { type: 'user', id: 7, firstName: 'Ada', username: null, isBot: false, raw: { _: 'user' } }
  const chat = { id: -1001, type: 'chat' }
  const shown = { id: 5, chat, text: 'text', isOutgoing, sender: sender ?? ada, raw: { _: 'message', ...raw } }
  return shown as unknown as Message
}

const answered = (replyTo: object) =>
  toIncomingMessage(messageOf({ raw: { replyTo: { _: 'messageReplyHeader', ...replyTo } } }))?.replyToId

describe('what a message answers', () => {
  it('is a message of the same chat', () => {
    expect(answered({ replyToMsgId: 4 })).toBe(4)
    expect(answered({ replyToMsgId: 4, replyToPeerId: { _: 'peerChannel', channelId: 9 } })).toBeNull()
    expect(toIncomingMessage(messageOf({}))?.replyToId).toBeNull()
  })

  it('is no topic of a forum', () => {
    expect(answered({ replyToMsgId: 4, forumTopic: true })).toBeNull()
    expect(answered({ replyToMsgId: 8, replyToTopId: 4, forumTopic: true })).toBe(8)
  })
})

describe('what a message holds that is no file', () => {
  it.each([
    [{ _: 'messageMediaPoll' }, 'poll'],
    [{ _: 'messageMediaVenue' }, 'place'],
    [{ _: 'messageMediaDice' }, 'dice'],
    [{ _: 'messageMediaContact' }, 'contact'],
    // To be seen once: Telegram shows bots that there was something.
    [{ _: 'messageMediaPhoto', ttlSeconds: 10 }, 'gone'],
    [{ _: 'messageMediaDocument' }, 'gone'],
    [{ _: 'messageMediaOfTomorrow' }, 'other'],
    [{ _: 'messageMediaWebPage' }, null],
    [undefined, null],
  ])('is told: %j', (media, kind) => {
    expect(toIncomingMessage(messageOf({ raw: { media } }))).toMatchObject({ file: null, otherMedia: kind })
  })
})

describe('a message that is looked at again', () => {
  it('is there whoever wrote it, but for the bot itself and what Telegram says', () => {
    const channel = { type: 'chat', id: -1009 }
    const otherBot = { type: 'user', id: 9, isBot: true, raw: { _: 'user' } }
    for (const sender of [channel, otherBot]) {
      expect(toIncomingMessage(messageOf({ sender }))).toBeNull()
      expect(toFoundMessage(messageOf({ sender }))).toMatchObject({ chatId: -1001, messageId: 5, text: 'text' })
    }
    expect(toFoundMessage(messageOf({ isOutgoing: true }))).toBeNull()
    expect(toFoundMessage(messageOf({ raw: { _: 'messageService' } }))).toBeNull()
  })
})
