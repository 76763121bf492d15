import { describe, expect, it } from 'vitest'
import { ReadAhead, type Turn } from './read-ahead.js'

const KIB = 1024
const PLENTY = 1e9
const waits: Turn = { readerMs: 1, upstreamMs: 40, wasAllReady: false, isHeldUp: false }
const queued: Turn = { ...waits, isHeldUp: true }
/** Everything was there before a reader at some 6 MiB/s wanted it. */
const easy: Turn = { readerMs: 20, upstreamMs: 0, wasAllReady: true, isHeldUp: false }
/** The window is just right: the next part is there, the last one not yet. */
const busy: Turn = { ...easy, wasAllReady: false }
const blocked: Turn = { ...easy, readerMs: 2000 }

/** Of a reader who has taken plenty, long ago. */
function readOn(): ReadAhead {
  const readAhead = new ReadAhead()
  readAhead.turn({ ...queued, upstreamMs: 1e9 }, PLENTY)
  return readAhead
}

function after(...turns: Turn[]): number {
  const readAhead = readOn()
  for (const turn of turns) readAhead.turn(turn, PLENTY)
  return readAhead.bytes / KIB
}

function times(count: number, turn: Turn): Turn[] {
  return Array<Turn>(count).fill(turn)
}

describe('the window', () => {
  it('opens from 128 KiB to 64 MiB in five waits for Telegram, and no further', () => {
    expect([0, 1, 2, 3, 4, 5, 10].map((count) => after(...times(count, waits)))).toEqual([
      128, 512, 2048, 8192, 32_768, 65_536, 65_536,
    ])
  })

  it('does not open while parts wait in the queue or get no room: it would make the queue longer', () => {
    expect(after(...times(10, queued))).toBe(128)
    expect(after(waits, ...times(10, queued), waits)).toBe(2048)
  })

  it('closes to one part with nothing ahead for a reader who never has to wait, and no further', () => {
    const open = times(3, waits)
    expect(after(...open, ...times(3, easy))).toBe(8192)
    expect(after(...open, ...times(4, easy))).toBe(4096)
    expect(after(...open, ...times(100, easy))).toBe(128)
  })

  it('stays at what a fast reader takes in a tenth of a second, at most two of the largest parts', () => {
    const atMibPerSecond = (speed: number) => {
      const readAhead = readOn()
      for (const turn of times(3, waits)) readAhead.turn(turn, PLENTY)
      for (let ms = 0; ms < 8000; ms += easy.readerMs) {
        readAhead.turn(ms < 4000 ? busy : easy, PLENTY + speed * KIB * KIB * (ms / 1000))
      }
      return Math.round(readAhead.bytes / KIB)
    }
    expect([0.06, 6, 1000].map(atMibPerSecond)).toEqual([128, 606, 2048])
  })

  it('is at most four times what the reader has taken, so that who leaves soon wastes little', () => {
    const readAhead = new ReadAhead()
    const windows = [128, 256, 512, 1024].map((taken) => {
      readAhead.turn(waits, taken * KIB)
      return readAhead.bytes / KIB
    })
    expect(windows).toEqual([512, 1024, 2048, 4096])
  })

  it('stays where each part comes just in time', () => {
    expect(after(...times(3, waits), ...times(100, busy))).toBe(8192)
  })

  it('does not close for a reader who waits now and then', () => {
    const now = [...times(3, easy), { ...waits, isHeldUp: true }]
    expect(after(waits, waits, ...now, ...now, ...now)).toBe(2048)
  })

  it('does not open for a slow reader whose kernel swallows some parts at once', () => {
    const burst = times(8, { ...waits, upstreamMs: 100, readerMs: 0 })
    expect(after(blocked, ...burst)).toBe(128)
    expect(after(blocked, ...burst, ...burst)).toBeGreaterThan(128)
  })

  it('begins again with one part after the reader has stopped', () => {
    const readAhead = new ReadAhead()
    for (const turn of times(3, waits)) readAhead.turn(turn, PLENTY)
    readAhead.close()
    expect(readAhead.bytes).toBe(128 * KIB)
    readAhead.turn(waits, PLENTY)
    expect(readAhead.bytes).toBe(128 * KIB)
  })

  it('asks for parts of half its size: small for slow readers, whole MiBs for fast ones', () => {
    const readAhead = new ReadAhead()
    const sizes = [readAhead.partBytes / KIB]
    for (const turn of times(3, waits)) {
      readAhead.turn(turn, PLENTY)
      sizes.push(readAhead.partBytes / KIB)
    }
    expect(sizes).toEqual([128, 256, 1024, 1024])
  })
})
