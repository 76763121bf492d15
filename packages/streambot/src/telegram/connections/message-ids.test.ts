import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MessageIds } from './message-ids.js'

const NOW_MS = 1_800_000_000_500
const toMs = (id: bigint) => Number((id * 1000n) / 2n ** 32n)

describe('MessageIds', () => {
  it('grow and are divisible by 4, whatever the clock does', () => {
    const times = fc.array(fc.integer({ min: 0, max: 2_000_000_000_000 }), { minLength: 2, maxLength: 50 })
    fc.assert(
      fc.property(times, (moments) => {
        let nowMs = 0
        const ids = new MessageIds(() => nowMs)
        let last = -1n
        for (nowMs of moments) {
          const id = ids.next()
          expect(id % 4n).toBe(0n)
          expect(id).toBeGreaterThan(last)
          expect(id).toBeLessThan(2n ** 63n)
          last = id
        }
      }),
    )
  })

  it('carry the time in units of 2⁻³² s', () => {
    const id = new MessageIds(() => NOW_MS).next()
    expect(id).toBe((1_800_000_000n << 32n) | (1n << 31n))
  })

  it.each([-3_600_000, 3_600_000, 86_400_000 * 365])(
    'follow Telegram’s clock, which differs by %i ms, and go on with ours',
    (aheadMs) => {
      let nowMs = NOW_MS
      const ids = new MessageIds(() => nowMs)
      ids.next()
      ids.setClock((BigInt(Math.floor((NOW_MS + aheadMs) / 1000)) << 32n) | 0x8000_0001n)
      // Telegram's time as it was sent, to the second.
      expect(Math.abs(toMs(ids.next()) - (NOW_MS + aheadMs))).toBeLessThanOrEqual(1000)
      nowMs += 60_000
      expect(Math.abs(toMs(ids.next()) - (NOW_MS + aheadMs + 60_000))).toBeLessThanOrEqual(1000)
    },
  )
})
