import { Long, type tl } from '@mtcute/core'
import type { BaseTelegramClient, TelegramClient } from '@mtcute/node'
import { describe, expect, it } from 'vitest'
import { BotClient } from '../clients/bot-client.js'
import { TelegramFileSource } from './telegram-file-source.js'

const PART = 1024 * 1024
const signal = new AbortController().signal
const ask = { logMessageId: 7, part: { offsetBytes: 0, lengthBytes: PART }, streamId: 'a' }

/** A source whose one client answers each part with these bytes; `givenBack` is what reached the pool. */
function sourceOf(bytes: Uint8Array) {
  const client = new BotClient('bot', answering(bytes), {} as BaseTelegramClient, 1)
  const givenBack: Uint8Array[] = []
  const files = new TelegramFileSource(
    { pick: () => ({ ok: true, client }), reportLost: () => {} },
    { now: () => 0 },
    { giveBack: (slab) => givenBack.push(slab) },
  )
  return { files, givenBack }
}

function answering(bytes: Uint8Array): TelegramClient {
  const document: tl.RawDocument = {
    _: 'document',
    id: Long.ONE,
    accessHash: Long.ONE,
    fileReference: new Uint8Array(1),
    date: 0,
    mimeType: 'a/b',
    size: PART,
    dcId: 2,
    attributes: [],
  }
  const message = { _: 'message', id: 7, media: { _: 'messageMediaDocument', document } }
  const call = (request: tl.RpcMethod) =>
    Promise.resolve(
      request._ === 'upload.getFile' ? { _: 'upload.file', bytes } : { _: 'channels.messages', messages: [message] },
    )
  return { call } as unknown as TelegramClient
}

describe('a part from Telegram', () => {
  it('gives its buffer back when it is released, and only once', async () => {
    const packet = new Uint8Array(PART + 200)
    const { files, givenBack } = sourceOf(packet.subarray(84, 84 + PART))
    const part = await files.readPart(ask, signal)
    expect(givenBack).toEqual([])
    part.release()
    part.release()
    expect(givenBack).toEqual([part.bytes])
  })

  it('keeps a buffer that another answer of the same container may still be read from', async () => {
    const packet = new Uint8Array(PART + 200)
    const { files, givenBack } = sourceOf(packet.subarray(108, 108 + PART))
    const part = await files.readPart(ask, signal)
    part.release()
    expect(givenBack).toEqual([])
  })
})
