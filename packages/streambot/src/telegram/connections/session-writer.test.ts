import { describe, expect, it } from 'vitest'
import { SessionWriter } from './session-writer.js'

const NOW_MS = 1_800_000_000_000

/** Seals nothing: the packet is the plain message. */
function setUp() {
  const writer = new SessionWriter({ seal: (plain) => plain }, () => NOW_MS)
  return { writer, flush: () => read(writer.flush()?.packet ?? new Uint8Array(32)) }
}

function read(packet: Uint8Array) {
  const view = new DataView(packet.buffer, packet.byteOffset, packet.byteLength)
  return {
    salt: view.getBigUint64(0, true),
    session: view.getBigUint64(8, true),
    ...readMessage(packet.subarray(16)),
  }
}

function readMessage(bytes: Uint8Array) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const length = view.getUint32(12, true)
  return {
    id: view.getBigUint64(0, true),
    sequence: view.getUint32(8, true),
    body: bytes.subarray(16, 16 + length),
    rest: bytes.subarray(16 + length),
  }
}

const body = (byte: number, length = 8) => new Uint8Array(length).fill(byte)

describe('SessionWriter', () => {
  it('sends nothing when nothing was queued, and nothing twice', () => {
    const { writer } = setUp()
    expect(writer.flush()).toBeNull()
    writer.queue(body(1), true)
    expect(writer.flush()).not.toBeNull()
    expect(writer.flush()).toBeNull()
  })

  it('sends one message as it is, without a container', () => {
    const { writer } = setUp()
    const id = writer.queue(body(7), true)
    const flushed = writer.flush()
    expect(flushed?.containerId).toBeNull()
    const packet = read(flushed?.packet ?? body(0))
    expect(packet).toEqual({ salt: 0n, session: writer.sessionId, id, sequence: 1, body: body(7), rest: body(0, 0) })
  })

  it('packs several into a container whose id is higher than theirs and which wants no acknowledgement', () => {
    const { writer } = setUp()
    const ids = [writer.queue(body(1, 12), true), writer.queue(body(2), false), writer.queue(body(3, 4), true)]
    const flushed = writer.flush()
    const outer = read(flushed?.packet ?? body(0))
    expect(outer.id).toBe(flushed?.containerId)
    for (const id of ids) expect(outer.id).toBeGreaterThan(id)
    expect(outer.sequence).toBe(4)
    expect(outer.rest).toHaveLength(0)
    const view = new DataView(outer.body.buffer, outer.body.byteOffset)
    expect([view.getUint32(0, true), view.getUint32(4, true)]).toEqual([0x73f1f8dc, 3])
    const first = readMessage(outer.body.subarray(8))
    const second = readMessage(first.rest)
    const third = readMessage(second.rest)
    expect(third.rest).toHaveLength(0)
    expect([first, second, third].map(({ id, sequence, body }) => ({ id, sequence, body }))).toEqual([
      { id: ids[0], sequence: 1, body: body(1, 12) },
      { id: ids[1], sequence: 2, body: body(2) },
      { id: ids[2], sequence: 3, body: body(3, 4) },
    ])
  })

  it('counts calls, not what is of the protocol itself', () => {
    const { writer, flush } = setUp()
    const sequences = [true, false, false, true, true].map((isContent) => {
      writer.queue(body(1), isContent)
      return flush().sequence
    })
    expect(sequences).toEqual([1, 2, 2, 3, 5])
  })

  it('carries the salt that holds when it is sent', () => {
    const { writer, flush } = setUp()
    writer.queue(body(1), true)
    writer.setSalt(0xfedc_ba98_7654_3210n)
    expect(flush().salt).toBe(0xfedc_ba98_7654_3210n)
  })

  it('begins another session when the clock was wrong: new id, ids on Telegram’s clock, nothing left of the old one', () => {
    const { writer, flush } = setUp()
    writer.setSalt(5n)
    writer.queue(body(1), true)
    const before = flush()
    writer.queue(body(2), true)
    writer.restart(((BigInt(NOW_MS) / 1000n - 3600n) << 32n) | 1n)
    expect(writer.flush()).toBeNull()
    writer.queue(body(3), true)
    const after = flush()
    expect(after.session).not.toBe(before.session)
    expect(after.session).toBe(writer.sessionId)
    expect(after.id < before.id).toBe(true)
    expect(after).toMatchObject({ sequence: 1, salt: 5n })
  })
})
