import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SharedPacket } from './shared-packet.js'

function setUp() {
  const packet = new Uint8Array(1000)
  const returned: Uint8Array[] = []
  const shared = new SharedPacket(packet, { giveBack: (slab) => returned.push(slab) })
  return { packet, returned, shared }
}

describe('SharedPacket', () => {
  it('goes back exactly once: when its reader and all who were lent a part are done, in whatever order', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 6 }), fc.infiniteStream(fc.nat()), (count, choices) => {
        const { packet, returned, shared } = setUp()
        const lent = Array.from({ length: count }, (_, i) => shared.lend(packet.subarray(i, i + 10)))
        const users = [...lent.map((it) => () => it.release()), () => shared.release()]
        while (users.length > 0) {
          expect(returned).toEqual([])
          users.splice(choices.next().value % users.length, 1)[0]?.()
        }
        expect(returned).toEqual([packet])
      }),
    )
  })

  it('stays while somebody who was lent two parts gave only one of them back twice', () => {
    const { packet, returned, shared } = setUp()
    const first = shared.lend(packet.subarray(0, 10))
    const second = shared.lend(packet.subarray(10, 20))
    shared.release()
    first.release()
    first.release()
    expect(returned).toEqual([])
    second.release()
    expect(returned).toEqual([packet])
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
    const lent = shared.lend(packet.subarray(0, 10))
    shared.keep()
    shared.release()
    lent.release()
    expect(returned).toEqual([])
  })
})
