/** Anything may go wrong at any moment, and people get the message exactly once all the same. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openMemoryStores } from '../stores/memory/open-memory-stores.js'
import { Stage, type Fate, type Instance } from './broadcasts.fixture.js'

const MINUTE_MS = 60_000

/** What befalls some of the calls, people and moments; numbers are of calls, people and seconds, each taken as far as it goes. */
const misfortunes = fc.record({
  gaps: fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 250, size: 'max' }),
  blocked: fc.array(fc.nat(300), { maxLength: 60, size: 'max' }),
  known: fc.array(fc.nat(300), { maxLength: 60, size: 'max' }),
  waits: fc.array(fc.record({ call: fc.nat(600), seconds: fc.integer({ min: 1, max: 300 }) }), {
    maxLength: 6,
    size: 'max',
  }),
  lostAnswers: fc.array(fc.nat(600), { maxLength: 40, size: 'max' }),
  troubles: fc.array(fc.nat(600), { maxLength: 40, size: 'max' }),
  underWay: fc.array(fc.nat(600), { maxLength: 20, size: 'max' }),
  kills: fc.array(fc.integer({ min: 1, max: 200 }), { maxLength: 5, size: 'max' }),
  stops: fc.array(fc.integer({ min: 1, max: 200 }), { maxLength: 2, size: 'max' }),
  outages: fc.array(fc.record({ call: fc.nat(600), how: fc.constantFrom('before', 'after') }), {
    maxLength: 4,
    size: 'max',
  }),
  roundTripMs: fc.integer({ min: 1, max: 3000 }),
  hasSibling: fc.boolean(),
})

type Misfortunes = typeof misfortunes extends fc.Arbitrary<infer Value> ? Value : never

describe('whatever goes wrong', () => {
  it('everybody who can be reached gets the message exactly once, and everybody is counted once', async () => {
    await fc.assert(
      fc.asyncProperty(misfortunes, async (wrong) => {
        const stage = new Stage(openMemoryStores())
        const ids = wrong.gaps.reduce<number[]>((found, gap) => [...found, (found.at(-1) ?? 0) + gap], [])
        await stage.people(ids)
        const some = (numbers: readonly number[]) => new Set(numbers.flatMap((at) => ids[at] ?? []))
        const [blocked, known] = [some(wrong.blocked), some(wrong.known)]
        for (const id of blocked) stage.telegram.blocked.add(id)
        for (const id of known) await stage.stores.users.update(id, { unreachableSinceMs: 1 }, 1)
        stage.telegram.roundTripMs = wrong.roundTripMs
        script(stage, wrong)

        const broadcastId = await livesOf(stage, wrong)

        const reachable = ids.filter((id) => !blocked.has(id) && !known.has(id))
        expect(new Map([...stage.telegram.chats].sort(([one], [other]) => one - other))).toEqual(
          new Map(reachable.map((id) => [id, 1])),
        )
        const unreachable = ids.length - reachable.length
        expect(await stage.stores.broadcasts.find(broadcastId)).toMatchObject({
          state: 'done',
          sent: reachable.length,
          unreachable,
          failed: 0,
        })
        const marked = (await stage.stores.users.page(0, 1000)).filter((user) => user.unreachableSinceMs !== null)
        expect(marked).toHaveLength(unreachable)
        expect(stage.telegram.calls.some(({ userId }) => known.has(userId))).toBe(false)
        expect(stage.troubles).toEqual([])
      }),
      { numRuns: 150 },
    )
  })
})

/** Nobody meets more troubles in a row than are forgiven. */
function script(stage: Stage, wrong: Misfortunes): void {
  const waits = new Map(wrong.waits.map(({ call, seconds }) => [call, seconds]))
  const outages = new Map(wrong.outages.map(({ call, how }) => [call, how]))
  const met = new Map<number, number>()
  stage.telegram.fateOf = ({ userId }, call): Fate => {
    const outage = outages.get(call)
    if (outage) {
      stage.outage = outage
      const noEnd = new AbortController().signal
      void stage.time.wait(MINUTE_MS / 2, noEnd).then(() => (stage.outage = null))
    }
    const seconds = waits.get(call)
    if (seconds !== undefined) return { kind: 'wait', retryAfterMs: seconds * 1000 }
    if (wrong.lostAnswers.includes(call)) return 'answer_lost'
    const before = met.get(userId) ?? 0
    if (before === 2) return null
    met.set(userId, before + 1)
    if (wrong.troubles.includes(call)) return { kind: 'trouble', reason: 'INTERNAL' }
    return wrong.underWay.includes(call) ? { kind: 'under_way' } : null
  }
}

/** One instance after the other, each until it is killed or stopped; the last one until the end. */
async function livesOf(stage: Stage, { kills, stops, hasSibling }: Misfortunes): Promise<string> {
  let current = stage.instance()
  const broadcastId = await current.start()
  if (hasSibling) resumed(stage)
  for (const [at, calls] of [...kills, ...stops].entries()) {
    const until = stage.telegram.calls.length + calls
    await stage.time.until(() => stage.telegram.calls.length >= until || stage.finished > 0)
    if (at < kills.length) current.kill()
    else await stopped(stage, current)
    current = resumed(stage)
    if (stage.finished > 0) break
  }
  await stage.time.until(() => stage.finished > 0)
  return broadcastId
}

function resumed(stage: Stage): Instance {
  const instance = stage.instance()
  instance.broadcasts.resume()
  return instance
}

async function stopped(stage: Stage, { broadcasts }: Instance): Promise<void> {
  let isStopped = false
  void broadcasts[Symbol.asyncDispose]().then(() => (isStopped = true))
  await stage.time.until(() => isStopped)
}
