/** The same work on a small and on a large side in turns, so that whatever else the machine does meets both. */
import { median } from './figures.js'

export interface Work {
  readonly rounds: number
  /** In each round on each side, one after the other. */
  readonly operations: number
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number
}

export interface SideBySide {
  /** Milliseconds of one operation, medians of the rounds. */
  readonly smallMs: number
  readonly largeMs: number
  /** How many times longer the large side takes: the median of what each round says. */
  readonly ratio: number
}

/** What is done once, with everything ready that is not to be measured. */
export type Operation = () => Promise<unknown>
/** Makes ready what is done next. */
export type Prepare = () => Operation

/** A round before the others is not counted: nothing is warm in it. */
export async function sideBySide(small: Prepare, large: Prepare, work: Work): Promise<SideBySide> {
  const rounds: { readonly smallMs: number; readonly largeMs: number }[] = []
  for (let round = 0; round <= work.rounds; round++) {
    // Who goes first pays for what was left behind, so they take turns in that too.
    const isSmallFirst = round % 2 === 0
    const firstMs = await timeOf(isSmallFirst ? small : large, work)
    const secondMs = await timeOf(isSmallFirst ? large : small, work)
    const [smallMs, largeMs] = isSmallFirst ? [firstMs, secondMs] : [secondMs, firstMs]
    if (round > 0) rounds.push({ smallMs, largeMs })
  }
  return {
    smallMs: median(rounds.map(({ smallMs }) => smallMs)),
    largeMs: median(rounds.map(({ largeMs }) => largeMs)),
    ratio: median(rounds.map(({ smallMs, largeMs }) => largeMs / smallMs)),
  }
}

/** As `sideBySide`, of one side. @returns milliseconds of one operation */
export async function alone(side: Prepare, work: Work): Promise<number> {
  await timeOf(side, work)
  const rounds: number[] = []
  while (rounds.length < work.rounds) rounds.push(await timeOf(side, work))
  return median(rounds)
}

async function timeOf(prepare: Prepare, { operations, now }: Work): Promise<number> {
  const prepared = Array.from({ length: operations }, prepare)
  const startedMs = now()
  for (const operation of prepared) await operation()
  return (now() - startedMs) / operations
}
