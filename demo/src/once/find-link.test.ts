import type { MessageView } from '@streambot/web'
import { describe, expect, it } from 'vitest'
import { findLink } from './find-link.js'

function answer(parts: Partial<MessageView>): MessageView {
  const empty = {
    id: 2,
    mine: false,
    sentAtMs: 0,
    edited: false,
    text: '',
    entities: [],
    file: null,
    buttons: [],
    uploadKey: null,
  }
  return { ...empty, ...parts }
}

const DOWNLOAD = 'http://127.0.0.1:8080/dl/token/film.mp4'
const STREAM = 'http://127.0.0.1:8080/stream/token/film.mp4'

describe('a link is found', () => {
  it('behind a button, by its route', () => {
    const buttons = [
      [
        { text: 'Stream', url: STREAM },
        { text: 'More', data: 'bQ==' },
      ],
      [{ text: 'Get', url: DOWNLOAD }],
    ]
    expect(findLink(answer({ buttons }), 'dl')).toBe(DOWNLOAD)
    expect(findLink(answer({ buttons }), 'stream')).toBe(STREAM)
  })

  it('behind a word and where the text itself is the address', () => {
    const text = `here or ${STREAM}`
    const entities = [
      { style: 'link', offset: 0, length: 4, url: DOWNLOAD },
      { style: 'link', offset: 8, length: STREAM.length },
    ] as const
    expect(findLink(answer({ text, entities }), 'dl')).toBe(DOWNLOAD)
    expect(findLink(answer({ text, entities }), 'stream')).toBe(STREAM)
  })

  it('in plain text, without the sentence around it', () => {
    expect(findLink(answer({ text: `Download (${DOWNLOAD}). Bye!` }), 'dl')).toBe(DOWNLOAD)
  })
})

it('finds no link where there is none of that route', () => {
  expect(findLink(answer({ text: 'This file is too large. See http://a.example/dlx/1 and http://' }), 'dl')).toBeNull()
})
