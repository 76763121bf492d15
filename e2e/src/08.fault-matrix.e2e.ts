/**
 * Every fault the simulated Telegram knows, at the start, in the middle and at the last part of a stream, with one worker and with
 * four: every byte comes, or an end that anybody can tell from a whole file.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { placesOf } from './08.fault-case.js'
import { FaultServers } from './08.fault-servers.js'
import { FAULTS } from './08.fault-table.js'

/** Four servers and their Telegrams, also where other tests keep the machine busy. */
const START_LIMIT_MS = 120_000

let servers: FaultServers

beforeAll(async () => {
  servers = await FaultServers.start()
}, START_LIMIT_MS)
afterAll(() => servers[Symbol.asyncDispose](), START_LIMIT_MS)

describe('a fault alone', () => {
  it.each(FAULTS)('$name: $expected', { timeout: 120_000 }, async (fault) => {
    expect(await servers.run(() => placesOf(fault).map((place) => ({ faults: [fault], place })))).toEqual([])
  })
})
