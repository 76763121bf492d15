import { Long, type tl } from '@mtcute/core'
import { __tlReaderMap, __tlWriterMap } from '@mtcute/core/utils.js'
import { TlBinaryWriter, type TlReaderMap, type TlWriterMap } from '@mtcute/tl-runtime'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readMessages, type ServerMessage } from './server-message.js'
import { container, gzipPacked, plainMessage, rpcResult } from './server-message.fixture.js'

const readers = __tlReaderMap as TlReaderMap
const writers = __tlWriterMap as TlWriterMap
const SESSION = 0xabcd_ef01_2345_6789n
const ID = 0x7000_0000_0000_0001n
const CALL = 0xf000_0000_0000_0004n

const tlBytes = (object: { _: string }) => TlBinaryWriter.serializeObject(writers, object)
const pong = tlBytes({ _: 'mt_pong', msgId: Long.ONE, pingId: Long.fromNumber(2) } as { _: string })
const file = (length: number): tl.upload.RawFile => ({
  _: 'upload.file',
  type: { _: 'storage.fileUnknown' },
  mtime: 0,
  bytes: new Uint8Array(length).map((_, i) => i),
})

function read(body: Uint8Array, sequence = 1): ServerMessage[] {
  return readMessages(plainMessage({ session: SESSION, id: ID, sequence, body }), SESSION, readers)
}

/** What a call under these readers does with anything: an answer, or an Error; never anything else, never for ever. */
function readOrError(plain: Uint8Array): ServerMessage[] | Error {
  try {
    return readMessages(plain, SESSION, readers)
  } catch (error) {
    expect(error).toBeInstanceOf(Error)
    return error as Error
  }
}

describe('readMessages', () => {
  it('reads a message of the protocol with its id and sequence number', () => {
    expect(read(pong, 6)).toMatchObject([{ id: ID, sequence: 6, body: { _: 'mt_pong' } }])
  })

  it('reads an answer with the id of its call, its bytes a view into the packet', () => {
    const plain = plainMessage({ session: SESSION, id: ID, sequence: 1, body: rpcResult(CALL, tlBytes(file(1000))) })
    const [message] = readMessages(plain, SESSION, readers)
    expect(message?.body).toEqual({ _: 'answer', toMessageId: CALL, result: file(1000) })
    const { result } = message?.body as { result: tl.upload.RawFile }
    expect(result.bytes.buffer).toBe(plain.buffer)
  })

  it('takes containers apart, in order, also where what they hold is packed', () => {
    const bodies = [pong, rpcResult(CALL, gzipPacked(tlBytes(file(5000)))), gzipPacked(rpcResult(CALL, pong))]
    const messages = read(container(bodies.map((body, i) => ({ id: BigInt(i), sequence: i, body }))))
    expect(messages.map(({ id, sequence, body }) => [id, sequence, body._])).toEqual([
      [0n, 0, 'mt_pong'],
      [1n, 1, 'answer'],
      [2n, 2, 'answer'],
    ])
    expect(messages[1]?.body).toMatchObject({ result: file(5000) })
  })

  it('refuses a message of another session, and one whose length is not what came', () => {
    const message = { session: SESSION, id: ID, sequence: 1, body: pong }
    expect(() => readMessages(plainMessage(message), SESSION + 1n, readers)).toThrow('another session')
    for (const padding of [0, 11, 1025]) {
      expect(() => readMessages(plainMessage({ ...message, padding }), SESSION, readers), `${padding}`).toThrow()
    }
    for (const padding of [12, 1024])
      expect(readMessages(plainMessage({ ...message, padding }), SESSION, readers)).toHaveLength(1)
    const odd = plainMessage({ ...message, body: new Uint8Array(pong.length + 1), padding: 15 })
    expect(() => readMessages(odd, SESSION, readers)).toThrow('wrong length')
  })

  it('never takes a part that is cut short for a whole one', () => {
    const whole = tlBytes(file(1000))
    for (const cut of [4, 8, 500, whole.length - 16]) {
      expect(() => read(rpcResult(CALL, whole.subarray(0, whole.length - cut))), `${cut} bytes missing`).toThrow(
        RangeError,
      )
    }
  })

  it('answers a vector that claims four thousand million strings and holds one with an error, at once', () => {
    expect(read(rpcResult(CALL, strings(1)))).toHaveLength(1)
    expect(() => read(rpcResult(CALL, strings(0xffff_ffff)))).toThrow(RangeError)
    // Constructor, vector, count and the one string: nothing at all follows.
    expect(() => read(rpcResult(CALL, strings(0xffff_ffff).subarray(0, 16)))).toThrow(RangeError)
  })

  it('reads no more than 1024 messages of a packet, however they are nested', () => {
    const many = (count: number) => Array.from({ length: count }, () => ({ id: 1n, sequence: 1, body: pong }))
    expect(read(container(many(1000)))).toHaveLength(1000)
    expect(() => read(container(many(1025)))).toThrow('too many')
    const empty = { id: 1n, sequence: 0, body: container([]) }
    expect(() => read(container(Array.from({ length: 1025 }, () => empty)))).toThrow('too many')
    let nested = pong
    for (let depth = 0; depth < 2000; depth++) nested = container([{ id: 1n, sequence: 0, body: nested }])
    expect(() => read(nested)).toThrow('too many')
  })

  it('inflates no answer beyond 2 MiB, and no packet beyond 16', () => {
    const zeros = (mib: number) => new Uint8Array(mib * 1024 * 1024 - 64)
    const inflating = rpcResult(CALL, gzipPacked(tlBytes({ ...file(0), bytes: zeros(2) } as tl.upload.RawFile)))
    expect(read(inflating)).toHaveLength(1)
    expect(() =>
      read(rpcResult(CALL, gzipPacked(tlBytes({ ...file(0), bytes: zeros(3) } as tl.upload.RawFile)))),
    ).toThrow(RangeError)
    const together = (count: number) =>
      container(Array.from({ length: count }, () => ({ id: 1n, sequence: 1, body: inflating })))
    expect(read(together(8))).toHaveLength(8)
    expect(() => read(together(9))).toThrow()
  })

  it('unpacks what packs ever more of itself only so far', () => {
    let bomb = container([])
    // Each level a thousand times the one below: a thousand million in all.
    for (let level = 0; level < 3; level++) {
      const body = gzipPacked(bomb)
      bomb = container(Array.from({ length: 1000 }, () => ({ id: 1n, sequence: 1, body })))
    }
    expect(() => read(bomb)).toThrow()
  })

  it('answers random bytes with an Error and ends', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), fc.integer({ min: 12, max: 40 }), (noise, padding) => {
        readOrError(noise)
        readOrError(plainMessage({ session: SESSION, id: ID, sequence: 1, body: noise, padding }))
      }),
      { numRuns: 500 },
    )
  })

  it('answers well-formed packets with a few bytes altered with messages or an Error, and ends', () => {
    const inner = [
      pong,
      rpcResult(CALL, tlBytes(file(300))),
      rpcResult(CALL, gzipPacked(tlBytes(file(300)))),
      strings(1),
    ]
    const good = plainMessage({
      session: SESSION,
      id: ID,
      sequence: 1,
      body: container(inner.map((body) => ({ id: 1n, sequence: 1, body }))),
    })
    const flips = fc.array(fc.tuple(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 })), {
      minLength: 1,
      maxLength: 6,
    })
    fc.assert(
      fc.property(flips, (changes) => {
        const plain = good.slice()
        for (const [at, flip] of changes) plain[at] = (plain[at] ?? 0) ^ flip
        readOrError(plain)
      }),
      { numRuns: 3000 },
    )
  })

  it('takes what is no gzip for an error', () => {
    const packed = gzipPacked(tlBytes(file(100)))
    packed.fill(0, 8, 20)
    expect(() => read(rpcResult(CALL, packed))).toThrow()
  })
})

/** An answer nobody asked for: with a vector of strings that claims `count` elements and holds one. */
function strings(count: number): Uint8Array {
  const bytes = tlBytes({ _: 'channelAdminLogEventActionChangeUsernames', prevValue: ['one'], newValue: [] } as {
    _: string
  })
  new DataView(bytes.buffer, bytes.byteOffset).setUint32(8, count, true)
  return bytes
}
