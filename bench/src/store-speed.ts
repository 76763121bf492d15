/** How many of each verb a store does in a second, one after the other: with few links, and in turns with many beside them. */
import type { Stores } from 'streambot'
import { round } from './figures.js'
import { MadeUpLinks } from './made-up-links.js'
import type { Bench } from './scenario.js'
import { alone, sideBySide, type Prepare, type Work } from './side-by-side.js'
import { StoreVerbs, VERBS } from './store-verbs.js'

const TELL_EVERY_MS = 10_000

/** With few links; with many, too, where there are two figures. */
export interface StoreSpeed {
  readonly links: readonly number[]
  readonly perSecond: Readonly<Record<string, readonly number[]>>
  /** How many times longer a verb takes with many. */
  readonly ratio: Readonly<Record<string, number>>
}

/** An empty store, and how many links it is to get. */
export interface Side {
  readonly stores: Stores
  readonly links: number
}

export async function speedOf(
  bench: Bench,
  name: string,
  sides: { readonly few: Side; readonly many: Side | null },
  work: Omit<Work, 'now'>,
): Promise<StoreSpeed> {
  const few = await filled(bench, name, sides.few)
  const many = sides.many && (await filled(bench, name, sides.many))
  const perSecond: Record<string, readonly number[]> = {}
  const ratio: Record<string, number> = {}
  for (const { name: verb, prepare } of VERBS) {
    bench.signal.throwIfAborted()
    const times = await timesOf(() => prepare(few), many && (() => prepare(many)), { ...work, now })
    perSecond[verb] = times.ms.map((ms) => Math.round(1000 / ms))
    if (times.ratio !== null) ratio[verb] = round(times.ratio)
    bench.say(`${name} ${verb}: ${perSecond[verb].join(' and ')} in a second`)
  }
  return { links: [sides.few.links, ...(sides.many ? [sides.many.links] : [])], perSecond, ratio }
}

const now = () => performance.now()

async function timesOf(
  few: Prepare,
  many: Prepare | null,
  work: Work,
): Promise<{ readonly ms: readonly number[]; readonly ratio: number | null }> {
  if (!many) return { ms: [await alone(few, work)], ratio: null }
  const { smallMs, largeMs, ratio } = await sideBySide(few, many, work)
  return { ms: [smallMs, largeMs], ratio }
}

async function filled(bench: Bench, name: string, { stores, links }: Side): Promise<StoreVerbs> {
  const nowMs = Date.now()
  const made = new MadeUpLinks(links, nowMs)
  const startedMs = now()
  let toldMs = startedMs
  await made.fill(stores, (done) => {
    bench.signal.throwIfAborted()
    if (now() - toldMs < TELL_EVERY_MS) return
    toldMs = now()
    bench.say(`${name}: ${done} of ${links} links`)
  })
  bench.say(`${name}: ${links} links in ${round((now() - startedMs) / 1000)} s`)
  return new StoreVerbs(stores, made, nowMs)
}
