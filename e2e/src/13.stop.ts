/** A server that is stopped while its database is away: it ends in time, and says what it could not write. */
import { expect } from 'vitest'
import { AWAY, expectCleanStop, type Outage } from './13.outage.js'
import { linksIn, trafficIn, type Stage } from './13.stage.js'
import { read } from './13.read.js'

const MIB = 1024 * 1024
const LOST = [
  /^Trouble with who read links: 2 readers of 2 links could not be recorded: they are lost$/,
  /^Trouble with traffic: The last bytes that were sent could not be recorded: they are lost$/,
]

/** In the middle of a download, which is cut off when the grace time is over. */
export async function stopWhileAway(stage: Stage, { begin, end }: Outage): Promise<void> {
  await stage.start()
  const [file, film] = [await stage.link(stage.newPerson(), MIB), await stage.link(stage.newPerson(), 64 * MIB)]
  const watching = new AbortController()
  const slowly = { bytesPerSecond: MIB, until: watching.signal }
  await begin()
  expect(await read(stage, file, { reader: 'one' })).toMatchObject({ isExact: true })
  let seenBytes = 0
  const watched = read(stage, film, { reader: 'one', slowly, onBytes: (bytes) => (seenBytes += bytes) })
  await stage.server.logs(AWAY)
  await expect.poll(() => seenBytes, { timeout: 10_000 }).toBeGreaterThan(0)
  await expectCleanStop(stage)
  watching.abort()
  expect(await watched).toMatchObject({ status: 206, isExact: false })
  const lost = lossesIn(stage)
  expect(lost).toHaveLength(LOST.length)
  for (const loss of LOST) expect(lost).toContainEqual(expect.stringMatching(loss))
  await end()
}

/** It comes back when the server waits for nothing else any more. */
export async function stopBeforeBack(stage: Stage, { begin, end }: Outage): Promise<void> {
  await stage.start()
  const file = await stage.link(stage.newPerson(), MIB)
  await begin()
  expect(await read(stage, file, { reader: 'one' })).toMatchObject({ isExact: true })
  await stage.server.logs(AWAY)
  const stopped = expectCleanStop(stage)
  await stage.server.logs(/^Stopping/)
  await end()
  await stopped
  expect(lossesIn(stage)).toEqual([])
  const database = await stage.database()
  expect((await linksIn(database)).get(file.name)?.downloads).toBe(1)
  expect(await trafficIn(database)).toBe(MIB)
}

function lossesIn({ saidOfDatabase }: Stage): string[] {
  return saidOfDatabase.filter((msg) => msg.startsWith('Trouble'))
}
