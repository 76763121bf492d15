import fc from 'fast-check'
import { expect, it } from 'vitest'
import { UpdateCheckpoint } from './update-checkpoint.js'

it('lets a place through at once while nothing is open', () => {
  const checkpoint = new UpdateCheckpoint()
  const written: number[] = []
  checkpoint.place('pts', () => written.push(1))
  checkpoint.received()()
  checkpoint.place('pts', () => written.push(2))
  expect(written).toEqual([1, 2])
})

it('goes forward while there is always something open, as far as everything is settled', () => {
  const checkpoint = new UpdateCheckpoint()
  const written: number[] = []
  let settleLast = checkpoint.received()
  for (let pts = 1; pts <= 1000; pts++) {
    checkpoint.place('pts', () => written.push(pts))
    const settle = checkpoint.received()
    settleLast()
    settleLast = settle
  }
  expect(written).toEqual(Array.from({ length: 1000 }, (_, i) => i + 1))
})

it('keeps to a bound while one is open for long, and then writes the newest place', () => {
  const checkpoint = new UpdateCheckpoint()
  const settle = checkpoint.received()
  const written: number[] = []
  for (let pts = 1; pts <= 100_000; pts++) checkpoint.place('pts', () => written.push(pts))
  settle()
  expect(written).toEqual([100_000])
})

it('never says more than is settled, and all of it in the end', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(), { maxLength: 200 }), (moves) => {
      const checkpoint = new UpdateCheckpoint()
      const open: { readonly number: number; readonly settle: () => void }[] = []
      let received = 0
      let written = 0
      for (const move of moves) {
        if (move % 3 === 0) open.push({ number: ++received, settle: checkpoint.received() })
        else if (move % 3 === 1) open.splice(move % Math.max(open.length, 1), 1)[0]?.settle()
        else {
          const upTo = received
          checkpoint.place('pts', () => (written = upTo))
        }
        expect(written).toBeLessThan(Math.min(...open.map((it) => it.number), Infinity))
      }
      const upTo = received
      checkpoint.place('pts', () => (written = upTo))
      for (const { settle } of open) settle()
      expect(written).toBe(received)
    }),
  )
})
