/** Which connection should bring a part first. Pure. */
import type { Carrier, Line } from './carrier.js'

export interface Wish {
  readonly messageId: number
  readonly dcId: number
  readonly lengthBytes: number
  /** Clients that just failed with this part, or carry it already. */
  isAvoided(carrier: Carrier): boolean
  /** Lines that carry it already. */
  isTaken(line: Line): boolean
}

export interface Place {
  readonly carrier: Carrier
  readonly line: Line
}

/** @param turn who is asked first on ties: counts up from choice to choice */
export function chooseLine(carriers: readonly Carrier[], wish: Wish, turn: number): Place | null {
  let best: Place | null = null
  let bestMs = Infinity
  for (let i = 0; i < carriers.length; i++) {
    const carrier = carriers[(turn + i) % carriers.length]
    if (!carrier || wish.isAvoided(carrier)) continue
    const isKnown = carrier.knows(wish.messageId)
    for (const line of carrier.lines(wish.dcId)) {
      if (line.isClosed || wish.isTaken(line) || !line.pace.hasRoomFor(wish.lengthBytes)) continue
      // Looking the message up first costs a round trip more.
      const ms = line.pace.expectedMs(wish.lengthBytes) + (isKnown ? 0 : line.pace.roundTripMs)
      if (ms < bestMs) {
        best = { carrier, line }
        bestMs = ms
      }
    }
  }
  return best
}
