/** One file, one or more faults at one place of its stream, one reader. The server is the same for many of them. */
import { expect } from 'vitest'
import { worst, type Expectation, type FaultCase } from './08.fault-table.js'
import { firstDifference, judge, read, type Outcome, type Reading } from './08.reading.js'
import type { FileLinks, TestServer } from './test-server.js'

export const POSITIONS = ['at the start', 'in the middle', 'at the last part'] as const
export type Position = (typeof POSITIONS)[number]

export interface Place {
  readonly position: Position
  /** The bots' own data centre, or one where they are guests. */
  readonly dcId: number
}

const MIB = 1024 * 1024
const HOME_DC = 2
const OTHER_DC = 1
/** Behind it there is one part more. */
const LAST_PART_AT = 4 * MIB
/** By then several parts are on their way. */
const MIDDLE_CALL = 3

/** Connections to the bots' own data centre carry more than files: those are left alone. */
export function placesOf(fault: FaultCase): Place[] {
  const dcId = fault.isAtConnect ? OTHER_DC : HOME_DC
  const places: Place[] = POSITIONS.map((position) => ({ position, dcId }))
  return fault.isAtConnect ? places : [...places, { position: 'in the middle', dcId: OTHER_DC }]
}

/** Every position, and now and then another data centre, by turns. */
export function placeOfTurn(turn: number, faults: readonly FaultCase[]): Place {
  const position = POSITIONS[turn % POSITIONS.length] ?? 'at the start'
  const isAbroad = turn % 4 === 3 || faults.some((fault) => fault.isAtConnect)
  return { position, dcId: isAbroad ? OTHER_DC : HOME_DC }
}

/** @returns what is wrong, or null */
export async function suffer(
  server: TestServer,
  faults: readonly FaultCase[],
  place: Place,
  seed: string,
): Promise<string | null> {
  await healed(server)
  const file = await linkFresh(server, seed, place.dcId)
  const isLast = place.position === 'at the last part'
  // All but the last part is read already, so the first call is the last part's.
  if (isLast) await read(file.download, { range: { start: 0, end: LAST_PART_AT - 1 } })
  const script = async (nth: number) => {
    await strike(server, faults, { fileId: file.fileId, nth, dcId: place.dcId })
  }
  let reading: Reading
  const isAtConnect = faults.some((fault) => fault.isAtConnect)
  if (place.position === 'in the middle' && isAtConnect) {
    reading = await read(file.download, { onFirstBytes: () => script(1) })
  } else {
    await script(place.position === 'in the middle' ? MIDDLE_CALL : 1)
    reading = await read(file.download)
  }
  const wrong = complaint(server, file, reading, worst(faults))
  // A connection that is silent for good would be met by whatever comes next.
  if (faults.some((fault) => fault.leavesSilence)) server.sim.faults.dropConnections()
  return wrong
}

async function strike(
  { sim }: TestServer,
  faults: readonly FaultCase[],
  { fileId, nth, dcId }: { fileId: string; nth: number; dcId: number },
): Promise<void> {
  const isAtConnect = faults.some((fault) => fault.isAtConnect)
  if (isAtConnect) await sim.faults.dcDown(dcId)
  const otherDcId = dcId === HOME_DC ? OTHER_DC : HOME_DC
  const aim = { fileId, method: 'upload.getFile', nth }
  for (const fault of faults) fault.script(sim.faults, { aim, dcId, otherDcId })
  if (isAtConnect) await sim.faults.dcUp(dcId)
}

function complaint(
  { sim }: TestServer,
  file: FileLinks & { bytes: Buffer },
  reading: Reading,
  expected: Expectation,
): string | null {
  const scripted = sim.faults.script.length
  const unfired = sim.faults.script.filter((it) => !it.satisfied)
  sim.faults.clear()
  const outcome = judge(reading, file.bytes)
  if (!isExpected(outcome, reading, file.bytes, expected)) {
    return `${outcome} instead of ${expected}: status ${reading.status}, ${reading.body.length} bytes`
  }
  // One that ended early may have left a fault undone. A whole one has met one; of two, the answer that met the first may
  // have come from elsewhere before the second had its turn.
  return outcome === 'exact' && scripted > 0 && unfired.length === scripted
    ? `did not meet ${unfired.join(', ')}`
    : null
}

function isExpected(outcome: Outcome, reading: Reading, bytes: Buffer, expected: Expectation): boolean {
  if (outcome === 'exact') return true
  if (expected === 'exact') return false
  if (outcome === 'cut' || outcome === 'refused') return true
  return expected === 'as answered' && isRightButForOnePart(reading, bytes)
}

function isRightButForOnePart({ status, isLate, body }: Reading, bytes: Buffer): boolean {
  if (status !== 200 || isLate || body.length > bytes.length) return false
  const from = firstDifference(body, bytes)
  const block = from - (from % MIB)
  return body.subarray(block + MIB).equals(bytes.subarray(block + MIB, body.length))
}

/** Contents of its own: bytes of one file in another would be seen. */
async function linkFresh(server: TestServer, seed: string, dcId: number): Promise<FileLinks & { bytes: Buffer }> {
  const { content } = server.sim.world.putSyntheticFile(LAST_PART_AT + 77_777, seed)
  const bytes = Buffer.from(await content.read(0, content.size))
  return { ...(await server.link(content, { dcId })), bytes }
}

/** No bot is lost: what went before has no part in what comes. One that is told to wait for a moment may go on waiting. */
async function healed(server: TestServer): Promise<void> {
  const states = () => server.clients.describe().filter(({ state }) => state !== 'healthy' && state !== 'cooling')
  await expect.poll(states, { timeout: 60_000, interval: 10 }).toEqual([])
}
