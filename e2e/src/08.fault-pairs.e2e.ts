/** Any two faults at the same place: what helps against one meets the other. The promise is the same as for one alone. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { placeOfTurn } from './08.fault-case.js'
import { FaultServers, type Case } from './08.fault-servers.js'
import { faultNamed, FAULTS, gentlePairs } from './08.fault-table.js'

/** Which pair comes where; another number, other places. */
const SEED = 1

/** Four servers and their Telegrams, also where other tests keep the machine busy. */
const START_LIMIT_MS = 120_000

let servers: FaultServers

beforeAll(async () => {
  servers = await FaultServers.start()
}, START_LIMIT_MS)
afterAll(() => servers[Symbol.asyncDispose](), START_LIMIT_MS)

describe('two faults together', () => {
  // Turns go on over all pairs, so that every fault meets every position, and either server.
  const turns = gentlePairs().map((faults, turn): Case & { turn: number } => {
    return { faults, turn, place: placeOfTurn(turn + SEED, faults) }
  })
  const names = FAULTS.filter(({ isDestructive }) => !isDestructive).map(({ name }) => name)

  it.each(names.slice(0, -1))('%s and each after it in the table', { timeout: 240_000 }, async (name) => {
    const own = turns.filter(({ faults }) => faults[0]?.name === name)
    const wrong = await servers.run((index) => own.filter(({ turn }) => Math.floor(turn / 3) % servers.count === index))
    expect(wrong).toEqual([])
  })
})

describe('a login that is lost, and', () => {
  it.each([
    ['userDeactivatedBan', 'dropConnection inside a part', 0],
    ['userDeactivatedBan', 'noAnswer', 1],
    ['authKeyForgotten', 'floodWait', 1],
    ['authKeyForgotten', 'userDeactivatedBan', 2],
    ['authKeyUnregistered', 'fileReferenceExpired', 0],
    ['authKeyUnregistered', 'stallConnection', 2],
  ])('%s with %s', { timeout: 120_000 }, async (one, other, turn) => {
    const faults = [faultNamed(one), faultNamed(other)]
    expect(await servers.run(() => [{ faults, place: placeOfTurn(turn, faults) }])).toEqual([])
  })
})
