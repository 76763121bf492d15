import { describe, expect, it } from 'vitest'
import { SharedPacket } from './shared-packet.js'

function setUp() {
  const packet = Uint8Array.from({ length: 1000 }, (_, i) => i % 251)
  const returned: Uint8Array[] = []
  const slabs = {
    take: (lengthBytes: number) => new Uint8Array(lengthBytes),
    giveBack: (slab: Uint8Array) => returned.push(slab),
  }
  return { packet, returned, shared: new SharedPacket(packet, slabs) }
}

describe('SharedPacket', () => {
  it.each(['reader', 'part'])('goes back once, when both its reader and its part are done, the %s first', (first) => {
    const { packet, returned, shared } = setUp()
    const lent = shared.lend(packet.subarray(100))
    const [one, other] = first === 'reader' ? [shared, lent] : [lent, shared]
    one.release()
    expect(returned).toEqual([])
    other.release()
    lent.release()
    expect(returned).toEqual([packet])
  })

  it('goes back at once where parts share it: each has a buffer of its own, with its bytes', () => {
    const { packet, returned, shared } = setUp()
    const parts = [shared.lend(packet.subarray(100, 500)), shared.lend(packet.subarray(500, 900))]
    const expected = [packet.slice(100, 500), packet.slice(500, 900)]
    shared.release()
    expect(returned).toEqual([packet])
    packet.fill(0xdd)
    expect(parts.map((part) => part.bytes)).toEqual(expected)
    for (const part of parts) part.release()
    for (const part of parts) part.release()
    expect(returned).toEqual([packet, ...expected])
  })

  it('does not wait for bytes that have a buffer of their own', () => {
    const { packet, returned, shared } = setUp()
    const inflated = shared.lend(new Uint8Array(10))
    shared.release()
    expect(returned).toEqual([packet])
    inflated.release()
    expect(returned).toHaveLength(1)
  })

  it('never goes back once somebody keeps views into it', () => {
    const { packet, returned, shared } = setUp()
    const lent = shared.lend(packet.subarray(100))
    shared.keep()
    shared.release()
    lent.release()
    expect(returned).toEqual([])
  })
})
