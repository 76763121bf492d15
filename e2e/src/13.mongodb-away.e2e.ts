/** A MongoDB that goes and comes back: killed, or silent as one that is cut off or has no memory left. */
import { MongodbServer } from 'streambot/mongodb-server.fixture'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AWAY, BACK, expectCleanStop, liveThrough, type Outage } from './13.outage.js'
import { FIVE_A_DAY, limitHolds } from './13.limits.js'
import { restrictionsHold } from './13.restrictions.js'
import { linksIn, Stage, trafficIn } from './13.stage.js'
import { startGoesOn, startIsGivenUp, startWaits } from './13.start.js'
import { stopBeforeBack, stopWhileAway } from './13.stop.js'
import { read } from './13.read.js'

const { missing } = MongodbServer
if (missing !== null) console.warn(`The journeys of an absent MongoDB are skipped: ${missing}`)

const JOURNEY = { timeout: 120_000 }
const KIB = 1024

describe.skipIf(missing !== null)('while MongoDB is away', () => {
  let mongodb: MongodbServer
  beforeEach(async () => {
    mongodb = await MongodbServer.start()
  })
  afterEach(() => mongodb[Symbol.asyncDispose]())

  const killed = (): Outage => ({
    begin: () => mongodb.kill(),
    end: () => mongodb.restart(),
    explanation: / is away: MongoDB: .*\. (Downloads go on|The start waits)/,
  })
  const silent = (): Outage => ({
    begin: () => mongodb.freeze(),
    end: () => mongodb.resume(),
    explanation:
      / is away: MongoDB.* (did not answer|timed out|monitor timeout|Server selection).*\. (Downloads go on|The start waits)/,
  })
  const EITHER: [string, () => Outage][] = [
    ['is dead', killed],
    ['answers nothing', silent],
  ]

  function createStage(env: Readonly<Record<string, string>> = {}): Promise<Stage> {
    return Stage.create({ databaseUrl: `${mongodb.url}streambot`, env })
  }

  it.each(EITHER)(
    'because it %s, reading goes on, senders are asked to come again, and nothing is lost or counted twice',
    JOURNEY,
    async (_, outageOf) => {
      await liveThrough(await createStage(), outageOf())
    },
  )

  it('a reader is counted once, though the answer to the count was lost', JOURNEY, async () => {
    const stage = await createStage()
    await stage.start()
    const file = await stage.link(stage.newPerson(), 300 * KIB)
    expect(await read(stage, file, { reader: 'one' })).toMatchObject({ isExact: true })
    mongodb.freeze()
    await stage.server.logs(AWAY)
    mongodb.resume()
    await stage.server.logs(BACK)
    await expectCleanStop(stage)
    const database = await stage.database()
    expect((await linksIn(database)).get(file.name)?.downloads).toBe(1)
    expect(await trafficIn(database)).toBe(file.content.size)
  })

  it('links with restrictions are served as they were seen last, or not at all', JOURNEY, async () => {
    await restrictionsHold(await createStage(), killed())
  })

  it.each(EITHER)('because it %s, nobody gets more links in a day, nor fewer', JOURNEY, async (_, outageOf) => {
    await limitHolds(await createStage(FIVE_A_DAY), outageOf())
  })

  it('a start waits for it where told to, and says for what', JOURNEY, async () => {
    await startWaits(await createStage(), killed())
  })

  it('a start that waits for it ends when asked to', JOURNEY, async () => {
    await startIsGivenUp(await createStage(), silent())
  })

  it.each(EITHER)(
    'because it %s, a start goes on without it where told to, serves the links there are, and finds it later',
    JOURNEY,
    async (_, outageOf) => {
      await startGoesOn(await createStage(), outageOf())
    },
  )

  it.each(EITHER)('because it %s, a stop ends in time, and says what is lost', JOURNEY, async (_, outageOf) => {
    await stopWhileAway(await createStage(), outageOf())
  })

  it('a stop loses nothing when it is back in time', JOURNEY, async () => {
    await stopBeforeBack(await createStage(), silent())
  })
})
