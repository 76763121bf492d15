import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { TelegramSim } from './telegram-sim.js'
import { Reader } from './test-clients/reader.js'

const PART_BYTES = 65_536

let sim: TelegramSim
let fileId: string
let reader: Reader

beforeAll(async () => {
  sim = await TelegramSim.start()
  fileId = sim.world.putSyntheticFile(1_000_000, 'observed').id
  reader = await Reader.start(sim, fileId)
})
afterAll(async () => {
  await reader[Symbol.asyncDispose]()
  await sim[Symbol.asyncDispose]()
})

it('tells which connection downloads how much for whom, and what is in flight on it', async () => {
  await reader.read(0, PART_BYTES)
  const downloading = () => sim.connections().filter(({ fileBytes }) => fileBytes > 0)
  expect(downloading()).toMatchObject([{ accountId: reader.account.id, runningCalls: 0, fileBytes: PART_BYTES }])

  sim.faults.slowAnswer(300, { method: 'upload.getFile' })
  const waiting = reader.read(PART_BYTES, PART_BYTES)
  await vi.waitUntil(() => downloading()[0]?.runningCalls === 1)
  await waiting
  expect(downloading()).toMatchObject([{ runningCalls: 0, fileBytes: 2 * PART_BYTES }])
})

it('remembers which part was asked when', async () => {
  sim.recentCalls.reset()
  const since = sim.clock.now()
  await reader.read(4 * PART_BYTES, PART_BYTES)
  expect(sim.recentCalls.read({ method: 'upload.getFile', fileId, since })).toMatchObject([
    { accountId: reader.account.id, offset: 4 * PART_BYTES, limit: PART_BYTES, errorText: null },
  ])
})
