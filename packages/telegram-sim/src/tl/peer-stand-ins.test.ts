import Long from 'long'
import { expect, it } from 'vitest'
import { catalogue } from './catalogue.js'
import { meantBy } from './peer-stand-ins.js'
import { TlReader } from './tl-reader.js'
import { TlWriter } from './tl-writer.js'

/** channels.getMessages as Pyrogram writes it: with an InputPeer for the InputChannel. */
function getMessagesOf(peer: string): Buffer {
  const writer = new TlWriter(catalogue.current)
  writer.uint(catalogue.current.get('channels.getMessages')?.id ?? 0)
  writer.uint(catalogue.current.get(peer)?.id ?? 0)
  writer.bigint(17n)
  writer.bigint(5n)
  writer.uint(0x1cb5c415)
  writer.uint(0)
  return Buffer.from(writer.result())
}

it('takes a peer for the channel or user it names', () => {
  expect(new TlReader(getMessagesOf('inputPeerChannel'), catalogue).object(null)).toEqual({
    _: 'channels.getMessages',
    channel: { _: 'inputChannel', channelId: 17, accessHash: Long.fromNumber(5) },
    id: [],
  })
})

it('takes a user for no channel', () => {
  const bytes = getMessagesOf('inputPeerUser')
  expect(() => new TlReader(bytes, catalogue).object(null)).toThrow('INPUT_CONSTRUCTOR_INVALID')
})

it.each(['InputChannel', 'InputUser'])('what is meant for an %s is one, with the same fields', (type) => {
  for (const peer of catalogue.current.values()) {
    const meant = catalogue.current.get(meantBy(peer.name, type) ?? '')
    if (!meant) continue
    expect(meant.result.name).toBe(type)
    expect(peer.fields).toEqual(expect.arrayContaining([...meant.fields]))
  }
})
