/** What an outage of the database may and may not do to people who send, to readers, and to what is remembered of both. */
import type { Stores } from 'streambot'
import { expect } from 'vitest'
import type { LogLine } from './child-server.js'
import { read } from './13.read.js'
import { GRACE_SECONDS, linksIn, trafficIn, type Answer, type SentFile, type Stage } from './13.stage.js'
import { Traffic } from './13.traffic.js'

export interface Outage {
  readonly begin: () => unknown
  readonly end: () => unknown
  /** How the log explains it. */
  readonly explanation: RegExp
  /** What else it has to say. */
  readonly aside?: readonly RegExp[]
}

const MIB = 1024 * 1024
const FILM_BYTES = 64 * MIB
const READERS = 4
/** What somebody sees of the film in six seconds: by then all that is written every few seconds has failed. */
const SEEN_WHILE_AWAY_BYTES = 12 * MIB
/** Once the database is known to be away nobody waits for it. */
const FIRST_BYTE_LIMIT_MS = 1000
const APOLOGY = /Sorry, I cannot make links or look anything up just now\. Please send it again in a minute\./
/** How the log begins to tell of an outage, and how it ends. */
export const AWAY = / is away: /
export const BACK = /\) is back$/
const SOON = { timeout: 30_000, interval: 20 }

/** The whole of it: before, during and after, with traffic all the time. @param openDatabase once the server has stopped */
export async function liveThrough(stage: Stage, outage: Outage, openDatabase = () => stage.database()): Promise<void> {
  const traffic = await beBusyThrough(stage, outage)
  expectToldOnce(stage, outage, traffic)
  await expectNothingLost(await openDatabase(), traffic)
  await stage.start()
  await expectServed(stage, traffic.files)
}

/** The server has stopped then. */
async function beBusyThrough(stage: Stage, outage: Outage): Promise<Traffic> {
  await stage.start()
  const people = [stage.newPerson(), stage.newPerson(), stage.newPerson()]
  const film = await stage.link(stage.newPerson(), FILM_BYTES)
  const unread = await stage.link(stage.newPerson(), MIB)
  const traffic = new Traffic(stage)
  traffic.begin(film, people, READERS)
  const everybodyHears = (isHeard: (answer: Answer) => boolean) => {
    const from = traffic.answers.length
    const timesOf = ({ id }: { id: number }) =>
      traffic.answers.slice(from).filter((answer) => answer.personId === id && isHeard(answer)).length
    return expect.poll(() => Math.min(...people.map(timesOf)), SOON).toBeGreaterThanOrEqual(3)
  }
  await everybodyHears(isLink)

  await outage.begin()
  await stage.server.logs(AWAY)
  await Promise.all([expectReadingToGoOn(traffic, unread), everybodyHears(isApology)])
  expect(await stage.health()).toEqual({ status: 200, reasons: ['The database does not answer'] })

  await outage.end()
  await stage.server.logs(BACK)
  await everybodyHears(isLink)
  expect(await stage.health()).toEqual({ status: 200, reasons: [] })
  await traffic.end()
  await expectCleanStop(stage)

  expect(traffic.readings.filter(({ isExact }) => !isExact)).toEqual([])
  expect(traffic.answers.filter((answer) => !isLink(answer) && !isApology(answer))).toEqual([])
  return traffic
}

/** Who reads goes on, and who begins has the first bytes soon, also of a file that nobody has read before. */
async function expectReadingToGoOn(traffic: Traffic, unread: SentFile): Promise<void> {
  const awayMs = performance.now()
  const seenBytes = traffic.seenOfFilmBytes
  traffic.files.push(unread)
  await expect.poll(() => traffic.seenOfFilmBytes - seenBytes, SOON).toBeGreaterThan(SEEN_WHILE_AWAY_BYTES)
  const readings = traffic.since(awayMs)
  expect(readings.some(({ fileName }) => fileName === unread.name)).toBe(true)
  const slowest = Math.max(...readings.map(({ firstByteAfterMs }) => firstByteAfterMs ?? Infinity))
  expect(slowest).toBeLessThan(FIRST_BYTE_LIMIT_MS)
}

/** Apart from each message that could not be handled, whose sender was given a number to ask by; many of those are told, and the others counted. */
function expectToldOnce(stage: Stage, { explanation, aside = [] }: Outage, { answers }: Traffic): void {
  expect(stage.saidOfDatabase).toEqual([expect.stringMatching(explanation), expect.stringMatching(BACK)])
  const isLoud = (level: string) => ['warn', 'error', 'fatal'].includes(level)
  const loud = stage.server.log.filter(({ level, subsystem }) => isLoud(level) && subsystem !== 'store')
  const ofMessages = loud.filter(({ subsystem }) => subsystem === 'bot')
  expect(ofMessages.filter(({ msg }) => !msg.endsWith('A message could not be handled'))).toEqual([])
  const told = ofMessages.reduce((sum, { leftOut = 1 }) => sum + leftOut, 0)
  expect(told).toBe(answers.filter(isApology).length)
  // What the set-up check finds of the address depends on how long the test takes.
  const isOther = ({ subsystem, msg }: LogLine) => subsystem !== 'bot' && !msg.startsWith('Set-up: BASE_URL')
  const others = new Set(loud.filter(isOther).map(({ msg }) => msg))
  expect([...others]).toEqual([/^BASE_URL is not set/, ...aside].map((it) => expect.stringMatching(it) as string))
}

/** What was answered is true and nothing was counted twice, as far as a server that has stopped could write it. */
async function expectNothingLost(database: Stores, traffic: Traffic): Promise<void> {
  const links = await linksIn(database)
  expect(traffic.files.filter(({ name }) => !links.has(name))).toEqual([])
  const downloads = new Map([...links].map(([name, link]) => [name, link.downloads]))
  const readers = new Map([...links.keys()].map((name) => [name, traffic.readersByFile().get(name) ?? 0]))
  expect(downloads).toEqual(readers)
  expect(await trafficIn(database)).toBe(traffic.receivedBytes())
}

export async function expectServed(stage: Stage, files: readonly SentFile[]): Promise<void> {
  for (const file of files) expect(await read(stage, file, { reader: 'afterwards' })).toMatchObject({ isExact: true })
}

/** Whatever the database does: what cannot be written gets five seconds more, and the database some to be left. */
export async function expectCleanStop(stage: Stage): Promise<void> {
  const { exitCode, tookMs } = await stage.stop()
  expect(exitCode).toBe(0)
  expect(tookMs).toBeLessThan((GRACE_SECONDS + 10) * 1000)
}

function isLink({ file }: Answer): boolean {
  return file !== null
}

export function isApology({ text }: Answer): boolean {
  return APOLOGY.test(text)
}
