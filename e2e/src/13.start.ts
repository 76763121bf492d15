/** A start while the database is away: it waits for it, or serves what can be served without it, as the operator wants. */
import { expect } from 'vitest'
import { AWAY, BACK, expectCleanStop, isApology, type Outage } from './13.outage.js'
import { linksIn, trafficIn, type SentFile, type Stage } from './13.stage.js'
import { read } from './13.read.js'

const MIB = 1024 * 1024
const LISTENING = /^Listening on /

/** With the data of a server that has stopped, and a file that somebody has a link to. */
async function linkOfBefore(stage: Stage): Promise<SentFile> {
  await stage.start()
  const file = await stage.link(stage.newPerson(), MIB)
  await expectCleanStop(stage)
  return file
}

/** It says for what, and serves nobody before. */
export async function startWaits(stage: Stage, { begin, end, explanation }: Outage): Promise<void> {
  const file = await linkOfBefore(stage)
  await begin()
  await stage.launch({ DATABASE_WHEN_AWAY: 'wait' })
  const told = await stage.server.logs(AWAY)
  expect(told).toMatch(explanation)
  expect(told).toMatch(/\. The start waits until it is back$/)
  expect(stage.server.log.some(({ msg }) => LISTENING.test(msg))).toBe(false)
  await end()
  await stage.listens()
  expect(stage.saidOfDatabase).toEqual([told, expect.stringMatching(BACK)])
  expect(await read(stage, file, { reader: 'one' })).toMatchObject({ isExact: true })
  await stage.link(stage.newPerson(), MIB)
  await expectCleanStop(stage)
}

/** Somebody loses patience while it waits. */
export async function startIsGivenUp(stage: Stage, { begin, end }: Outage): Promise<void> {
  await linkOfBefore(stage)
  await begin()
  await stage.launch({ DATABASE_WHEN_AWAY: 'wait' })
  await stage.server.logs(AWAY)
  await expectCleanStop(stage)
  await end()
}

/** It serves the links there are, and has all it is meant to have when the database is back. @param openDatabase once the server has stopped */
export async function startGoesOn(
  stage: Stage,
  { begin, end, explanation }: Outage,
  openDatabase = () => stage.database(),
): Promise<void> {
  const file = await linkOfBefore(stage)
  await begin()
  await stage.start({ DATABASE_WHEN_AWAY: 'start' })
  expect(await stage.health()).toEqual({ status: 200, reasons: ['The database does not answer'] })
  expect(await read(stage, file, { reader: 'one' })).toMatchObject({ isExact: true })
  const person = stage.newPerson()
  expect(isApology(await stage.send(person, MIB))).toBe(true)
  await end()
  await stage.server.logs(BACK)
  const later = await stage.link(person, MIB)
  expect(await read(stage, later, { reader: 'one' })).toMatchObject({ isExact: true })
  expect(stage.saidOfDatabase).toEqual([expect.stringMatching(explanation), expect.stringMatching(BACK)])
  await expectCleanStop(stage)
  const database = await openDatabase()
  const links = await linksIn(database)
  expect([file, later].map(({ name }) => links.get(name)?.downloads)).toEqual([1, 1])
  expect(await trafficIn(database)).toBe(2 * MIB)
}
