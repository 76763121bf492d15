/** An SQLite file that cannot be written for a while: its disk refuses, its disk is full, another program keeps it to itself. */
import { execFileSync, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import type { Stores } from 'streambot'
import { describe, it, onTestFinished } from 'vitest'
import { liveThrough, type Outage } from './13.outage.js'
import { FIVE_A_DAY, limitHolds } from './13.limits.js'
import { restrictionsHold } from './13.restrictions.js'
import { SmallDisk } from './13.small-disk.js'
import { Stage } from './13.stage.js'
import { startGoesOn, startIsGivenUp, startWaits } from './13.start.js'
import { stopBeforeBack, stopWhileAway } from './13.stop.js'

const JOURNEY = { timeout: 120_000 }
const DISK_MIB = 16

const cannotMount = await SmallDisk.missing()
if (cannotMount !== null) console.warn(`The journeys on a full disk are skipped: ${cannotMount}`)
const cannotRefuse = spawnSync('prlimit', ['--version']).error ?? null
if (cannotRefuse) console.warn(`The journey on a disk that refuses is skipped: ${cannotRefuse.message}`)

/** The system lets the process write to no file any more; pipes and sockets are none. */
function refusingDisk(stage: Stage): Outage {
  const allow = (limit: string) => execFileSync('prlimit', ['--pid', String(stage.server.pid), `--fsize=${limit}`])
  return {
    begin: () => allow('1:unlimited'),
    end: () => allow('unlimited'),
    explanation: /The disk of the database fails/,
    aside: [/^A Telegram client had an error$/],
  }
}

/** Another program writes, and takes its time. */
function lockedFile({ dataDirectory }: Stage): Outage {
  let other: SqliteDatabase.Database | null = null
  const end = () => other?.close()
  onTestFinished(() => void end())
  return {
    begin: () => {
      other = new SqliteDatabase(join(dataDirectory, 'streambot.db'), { timeout: 5000 })
      other.exec('BEGIN IMMEDIATE')
    },
    end,
    explanation: /Another program keeps the database to itself/,
  }
}

function fullDisk(disk: SmallDisk): Outage {
  return {
    begin: () => disk.fill(),
    end: () => disk.makeRoom(),
    explanation: /The disk of the database is full/,
  }
}

/** What SQLite needs besides the file cannot be made then, and it does not know why. */
function diskFullAtStart(disk: SmallDisk): Outage {
  return { ...fullDisk(disk), explanation: /The disk of the database (is full|fails\. .* space on it)/ }
}

/** Its database is on a disk of its own. */
async function stageOnSmallDisk(): Promise<{ stage: Stage; disk: SmallDisk }> {
  const disk = await SmallDisk.mount(DISK_MIB)
  onTestFinished(() => disk[Symbol.asyncDispose]())
  const databaseUrl = `sqlite:${disk.path}/streambot.db`
  return { disk, stage: await Stage.create({ databaseUrl, through: disk.through }) }
}

async function copyOfDatabase(stage: Stage, disk: SmallDisk): Promise<Stores> {
  await disk.copyTo(stage.dataDirectory)
  return stage.database(join(stage.dataDirectory, 'streambot.db'))
}

describe('while an SQLite file cannot be written', () => {
  it.skipIf(cannotRefuse)(
    'because its disk refuses, reading goes on, senders are asked to come again, and nothing is lost or counted twice',
    JOURNEY,
    async () => {
      const stage = await Stage.create()
      await liveThrough(stage, refusingDisk(stage))
    },
  )

  it.skipIf(cannotMount)(
    'because its disk is full, reading goes on, senders are asked to come again, and nothing is lost or counted twice',
    JOURNEY,
    async () => {
      const { stage, disk } = await stageOnSmallDisk()
      await liveThrough(stage, fullDisk(disk), () => copyOfDatabase(stage, disk))
    },
  )

  it(
    'because another program keeps it to itself, reading goes on, senders are asked to come again, and nothing is lost or counted twice',
    JOURNEY,
    async () => {
      const stage = await Stage.create()
      await liveThrough(stage, lockedFile(stage))
    },
  )

  it('links with restrictions are served as they were seen last, or not at all', JOURNEY, async () => {
    const stage = await Stage.create()
    await restrictionsHold(stage, lockedFile(stage))
  })

  it('nobody gets more links in a day, nor fewer', JOURNEY, async () => {
    const stage = await Stage.create({ env: FIVE_A_DAY })
    await limitHolds(stage, lockedFile(stage))
  })

  it('a stop ends in time, and says what is lost', JOURNEY, async () => {
    const stage = await Stage.create()
    await stopWhileAway(stage, lockedFile(stage))
  })

  it('a stop loses nothing when it can be written again in time', JOURNEY, async () => {
    const stage = await Stage.create()
    await stopBeforeBack(stage, lockedFile(stage))
  })
})

describe('while an SQLite file cannot be opened', () => {
  it('a start waits for it where told to, and says for what', JOURNEY, async () => {
    const stage = await Stage.create()
    await startWaits(stage, lockedFile(stage))
  })

  it.skipIf(cannotMount)('a start waits for room on its disk', JOURNEY, async () => {
    const { stage, disk } = await stageOnSmallDisk()
    await startWaits(stage, diskFullAtStart(disk))
  })

  it('a start that waits for it ends when asked to', JOURNEY, async () => {
    const stage = await Stage.create()
    await startIsGivenUp(stage, lockedFile(stage))
  })

  it('a start goes on without it where told to, serves the links there are, and finds it later', JOURNEY, async () => {
    const stage = await Stage.create()
    await startGoesOn(stage, lockedFile(stage))
  })

  it.skipIf(cannotMount)('a start goes on without room on its disk as well', JOURNEY, async () => {
    const { stage, disk } = await stageOnSmallDisk()
    await startGoesOn(stage, diskFullAtStart(disk), () => copyOfDatabase(stage, disk))
  })
})
