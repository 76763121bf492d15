import type { ChatMessage } from '@streambot/telegram-sim'
import { expect, it } from 'vitest'
import { toMessageView } from './message-view.js'

const message: ChatMessage = {
  id: 5,
  chat: { type: 'user', id: 1 },
  senderId: 1,
  out: false,
  date: 1_700_000_000,
  editDate: null,
  text: 'Bold me@a.b #tag here',
  entities: [
    { _: 'messageEntityBold', offset: 0, length: 4 },
    { _: 'messageEntityEmail', offset: 5, length: 6 },
    { _: 'messageEntityHashtag', offset: 12, length: 4 },
    { _: 'messageEntityTextUrl', offset: 17, length: 4, url: 'http://a.example/' },
  ],
  media: { kind: 'document', fileId: '1', name: 'cat.png', mimeType: 'image/png', sizeBytes: 9 },
  buttons: [[{ text: 'Open', url: 'http://b.example/' }, { text: 'Next', data: Buffer.from('n') }, { text: 'Plain' }]],
  groupedId: null,
  replyToId: null,
  forwardedFrom: null,
  service: false,
}

it('carries text, styles, file and buttons to the page', () => {
  expect(toMessageView(message, 'key')).toEqual({
    id: 5,
    mine: false,
    sentAtMs: 1_700_000_000_000,
    edited: false,
    text: message.text,
    entities: [
      { style: 'bold', offset: 0, length: 4 },
      { style: 'link', offset: 5, length: 6, url: 'mailto:me@a.b' },
      { style: 'link', offset: 17, length: 4, url: 'http://a.example/' },
    ],
    file: { kind: 'photo', name: 'cat.png', mimeType: 'image/png', sizeBytes: 9 },
    buttons: [[{ text: 'Open', url: 'http://b.example/' }, { text: 'Next', data: 'bg==' }, { text: 'Plain' }]],
    uploadKey: 'key',
  })
})
