import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { TelegramSim } from '../telegram-sim.js'
import { Reader } from '../test-clients/reader.js'
import type { FileRecord } from '../world/file-record.js'
import type { FaultName } from './named-fault.js'

let sim: TelegramSim
let file: FileRecord
let hit: Reader
let spared: Reader

beforeAll(async () => {
  sim = await TelegramSim.start({ dcs: 2 })
  file = sim.world.putSyntheticFile(10_000_000, 'faults')
  spared = await Reader.start(sim, file.id)
})
beforeEach(async () => {
  hit = await Reader.start(sim, file.id)
})
afterEach(async () => {
  sim.faults.clear()
  await hit[Symbol.asyncDispose]()
})
afterAll(async () => {
  await spared[Symbol.asyncDispose]()
  await sim[Symbol.asyncDispose]()
})

const OFFSET = 1_048_576
const LIMIT = 131_072

async function truth(): Promise<Buffer> {
  return Buffer.from(await file.content.read(OFFSET, LIMIT))
}

const read = (reader: Reader, timeoutMs?: number): Promise<Buffer> =>
  reader.read(OFFSET, LIMIT, timeoutMs).then((bytes) => Buffer.from(bytes))

/** Aimed at one of the two bots: what it sees. */
type Act = () => Promise<void>

/** The other bot, and the next call of the same one, see nothing of a fault that struck once. */
async function allIsWellAgain(): Promise<void> {
  expect((await read(hit)).equals(await truth())).toBe(true)
  expect((await read(spared)).equals(await truth())).toBe(true)
}

const acts: Record<Exclude<FaultName, 'refuseConnections' | 'dropAfter' | 'stallAfter'>, Act> = {
  async floodWait() {
    sim.faults.floodWait(30, { accountId: hit.account.id })
    await expect(read(hit)).rejects.toMatchObject({ code: 420, seconds: 30 })
    await allIsWellAgain()
  },
  async floodPremiumWait() {
    sim.faults.floodPremiumWait(7, { accountId: hit.account.id })
    // The library has no word of its own for it: its text is left as it came.
    await expect(read(hit)).rejects.toThrow('FLOOD_PREMIUM_WAIT_7')
    await allIsWellAgain()
  },
  async fileReferenceExpired() {
    sim.faults.fileReferenceExpired({ accountId: hit.account.id, fileId: file.id })
    await expect(read(hit)).rejects.toMatchObject({ code: 400, text: 'FILE_REFERENCE_EXPIRED' })
    await allIsWellAgain()
  },
  async fileMigrate() {
    sim.faults.fileMigrate(1, { accountId: hit.account.id })
    await expect(read(hit)).rejects.toMatchObject({ code: 303, newDc: 1 })
    await allIsWellAgain()
  },
  async internal() {
    sim.faults.internal({ accountId: hit.account.id })
    await expect(read(hit)).rejects.toMatchObject({ code: 500 })
    await allIsWellAgain()
  },
  async noAnswer() {
    sim.faults.noAnswer({ accountId: hit.account.id })
    await expect(read(hit, 100)).rejects.toThrow(/timeout/i)
    await allIsWellAgain()
  },
  async slowAnswer() {
    sim.faults.slowAnswer(1_000, { accountId: hit.account.id })
    await expect(read(hit, 100)).rejects.toThrow(/timeout/i)
    await allIsWellAgain()
  },
  async shortBytes() {
    sim.faults.shortBytes(100, { accountId: hit.account.id })
    expect((await read(hit)).equals((await truth()).subarray(0, 100))).toBe(true)
    await allIsWellAgain()
  },
  async wrongBytes() {
    sim.faults.wrongBytes({ accountId: hit.account.id })
    const wrong = await read(hit)
    expect(wrong).toHaveLength(LIMIT)
    expect(wrong.equals(await truth())).toBe(false)
    await allIsWellAgain()
  },
  async badServerSalt() {
    sim.faults.badServerSalt({ accountId: hit.account.id })
    await allIsWellAgain()
  },
  async transportError() {
    sim.faults.transportError(-429, { accountId: hit.account.id })
    await expect(read(hit, 100)).rejects.toThrow(/timeout/i)
    expect((await read(spared)).equals(await truth())).toBe(true)
  },
  async authKeyUnregistered() {
    sim.faults.authKeyUnregistered({ accountId: hit.account.id })
    await expect(read(hit)).rejects.toMatchObject({ code: 401, text: 'AUTH_KEY_UNREGISTERED' })
    await expect(read(hit)).rejects.toMatchObject({ code: 401, text: 'AUTH_KEY_UNREGISTERED' })
    await hit.client.start({ botToken: hit.account.token ?? '' })
    await allIsWellAgain()
  },
  async authKeyForgotten() {
    sim.faults.authKeyForgotten({ accountId: hit.account.id })
    await expect(read(hit)).rejects.toMatchObject({ code: 401, text: 'AUTH_KEY_UNREGISTERED' })
    expect((await read(spared)).equals(await truth())).toBe(true)
  },
  async userDeactivatedBan() {
    sim.faults.userDeactivatedBan({ accountId: hit.account.id })
    await expect(read(hit)).rejects.toMatchObject({ code: 401, text: 'USER_DEACTIVATED_BAN' })
    await expect(read(hit)).rejects.toMatchObject({ code: 401, text: 'USER_DEACTIVATED_BAN' })
    expect((await read(spared)).equals(await truth())).toBe(true)
  },
  async dropConnection() {
    sim.faults.dropConnection({ accountId: hit.account.id })
    await allIsWellAgain()
    sim.faults.dropConnection({ accountId: hit.account.id }, LIMIT / 2)
    await allIsWellAgain()
  },
  async stallConnection() {
    sim.faults.stallConnection({ accountId: hit.account.id }, LIMIT / 2)
    await expect(read(hit, 200)).rejects.toThrow(/timeout/i)
    await expect(read(hit, 100)).rejects.toThrow(/timeout/i)
    sim.faults.dropConnections(hit.account.id)
    await allIsWellAgain()
  },
}

describe('a client library sees each fault as Telegram would show it', () => {
  it.each(Object.entries(acts))('%s', async (_, act) => {
    await act()
    sim.faults.assertAllFired()
  })

  it('refuseConnections: the client tries again and gets through', async () => {
    sim.faults.refuseConnections({ dcId: 2, times: 2 })
    await using late = await Reader.start(sim, file.id)
    expect((await read(late)).equals(await truth())).toBe(true)
    sim.faults.assertAllFired()
  })

  it('dropAfter: a connection cut in the middle of making a key is made again', async () => {
    sim.faults.dropAfter(50, { dcId: 2 })
    await using late = await Reader.start(sim, file.id)
    expect((await read(late)).equals(await truth())).toBe(true)
    sim.faults.assertAllFired()
  })

  it('stallAfter: a connection gone silent stays so until it is dropped', async () => {
    sim.faults.stallAfter(50, { dcId: 2 })
    const starting = Reader.start(sim, file.id)
    const first = await Promise.race([starting.then(() => 'started'), read(spared).then(() => 'silent')])
    expect(first).toBe('silent')
    sim.faults.dropConnections()
    await using late = await starting
    expect((await read(late)).equals(await truth())).toBe(true)
    sim.faults.assertAllFired()
  })
})

describe('counters', () => {
  it('tell the bytes of each bot and the parts nobody was there to receive', async () => {
    sim.counters.reset()
    await read(hit)
    await read(spared)
    await read(spared)
    sim.faults.noAnswer({ accountId: hit.account.id })
    const lost = expect(read(hit, 5_000)).rejects.toThrow()
    await expect.poll(() => sim.faults.script[0]?.fired).toBe(1)
    await hit.client.destroy()
    await lost
    await expect.poll(() => sim.counters.read().partsAfterClientLeft).toBe(1)
    expect(sim.counters.read()).toMatchObject({
      calls: { 'upload.getFile': 4 },
      bytesByFile: { [file.id]: 3 * LIMIT },
      bytesByAccount: { [hit.account.id]: LIMIT, [spared.account.id]: 2 * LIMIT },
      errors: {},
    })
  })
})

describe('what happens at once', () => {
  it('a data centre that goes away and returns keeps keys, sessions and logins', async () => {
    await sim.faults.dcDown(2)
    await expect(read(hit, 100)).rejects.toThrow(/timeout/i)
    await sim.faults.dcUp(2)
    await allIsWellAgain()
  })

  it('forgotten keys are answered so that a client makes new ones', async () => {
    sim.faults.forgetAuthKeys(hit.account.id)
    await expect(read(hit)).rejects.toMatchObject({ code: 401 })
    expect((await read(spared)).equals(await truth())).toBe(true)
  })

  it('references expire for good, until the message is fetched again', async () => {
    const own = sim.world.putSyntheticFile(1_000_000, 'references')
    await using stale = await Reader.start(sim, own.id)
    sim.world.expireFileReferences(own.id)
    await expect(stale.read(0, 4096)).rejects.toMatchObject({ code: 400, text: 'FILE_REFERENCE_EXPIRED' })
    await expect(stale.read(0, 4096)).rejects.toMatchObject({ code: 400, text: 'FILE_REFERENCE_EXPIRED' })
    await using fresh = await Reader.start(sim, own.id)
    expect(await fresh.read(0, 4096)).toHaveLength(4096)
  })
})
