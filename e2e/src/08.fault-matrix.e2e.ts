/**
 * Every fault the simulated Telegram knows, at the start, in the middle and at the last part of a stream, alone and in pairs, with
 * one worker and with four: every byte comes, or an end that anybody can tell from a whole file. Freed buffers are poisoned.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { placeOfTurn, placesOf, suffer, type Place } from './08.fault-case.js'
import { FAULTS, gentlePairs, type FaultCase } from './08.fault-table.js'
import { TestServer } from './test-server.js'

/** Bots that lost something have it back within moments. */
const QUICK = { probeEveryMs: 500, firstRetryMs: 50, longestRetryMs: 200, longestAccessRetryMs: 200, calmAfterMs: 50 }
const TEST_TIMEOUT_MS = 120_000
/** Which pair comes where; another number, other places. */
const SEED = 1

const servers: { name: string; server: TestServer }[] = []

beforeAll(async () => {
  for (const workers of [1, 4]) {
    const server = await TestServer.open({
      workers,
      env: { MEMORY_LIMIT_MIB: '256' },
      // Telegram and its files are in this process too.
      start: { clientTimings: QUICK, memoryUsage: () => ({ rss: 0, heapUsed: 0, external: 0, arrayBuffers: 0 }) },
    })
    servers.push({ name: `${workers} worker${workers > 1 ? 's' : ''}`, server })
  }
})

afterAll(async () => {
  for (const { server } of servers) await server[Symbol.asyncDispose]()
})

interface Case {
  readonly faults: readonly FaultCase[]
  readonly place: Place
}

/** One after the other on each server, both servers at once. @returns what went wrong */
async function run(casesOf: (serverIndex: number) => readonly Case[]): Promise<string[]> {
  const found = await Promise.all(
    servers.map(async ({ name, server }, index) => {
      const wrong: string[] = []
      for (const { faults, place } of casesOf(index)) {
        const title = `${faults.map((it) => it.name).join(' and ')} ${place.position}, data centre ${place.dcId}, ${name}`
        const t = performance.now()
        const complaint = await suffer(server, faults, place, title)
        if (process.env.TIMES) console.log(`${Math.round(performance.now() - t)} ms ${title} ${complaint}`)
        if (complaint) wrong.push(`${title}: ${complaint}`)
      }
      return wrong
    }),
  )
  return found.flat()
}

describe('a fault alone', () => {
  it.each(FAULTS)('$name: $expected', { timeout: TEST_TIMEOUT_MS }, async (fault) => {
    expect(await run(() => placesOf(fault).map((place) => ({ faults: [fault], place })))).toEqual([])
  })
})

describe('two faults together', () => {
  const pairs = gentlePairs()
  const names = FAULTS.filter(({ isDestructive }) => !isDestructive).map(({ name }) => name)

  // Turns go on over all pairs, so that every fault meets every position on either server.
  it.each(names.slice(0, -1))(
    '%s and each that follows it in the table',
    { timeout: TEST_TIMEOUT_MS },
    async (name) => {
      const turns = pairs.map((faults, turn) => ({ faults, turn })).filter(({ faults }) => faults[0].name === name)
      const casesOf = (serverIndex: number) => turns.filter(({ turn }) => Math.floor(turn / 3) % 2 === serverIndex)
      const cases = (serverIndex: number) =>
        casesOf(serverIndex).map(({ faults, turn }) => ({ faults, place: placeOfTurn(turn + SEED, faults) }))
      expect(await run(cases)).toEqual([])
    },
  )
})
