/** Every fault of the simulator's list as data: how it is scripted for one file, and what a reader of that file gets at worst. */
import type { FaultAim, Faults } from '@streambot/telegram-sim'

/**
 * `exact`: the fault is not seen at all. `cut`: every byte that comes is right, but it may end early, or be refused before the
 * head. `as answered`: Telegram lied about the contents of one part, which nobody can notice; all other bytes are right.
 */
export type Expectation = 'exact' | 'cut' | 'as answered'

export interface Target {
  /** Of the calls that read the file, the n-th is hit. */
  readonly aim: FaultAim
  /** Where the file is. */
  readonly dcId: number
  /** Where it is not. */
  readonly otherDcId: number
}

export interface FaultCase {
  readonly name: string
  readonly expected: Expectation
  /** Hits connections as they arrive: those to the file's data centre have to be made anew. */
  readonly isAtConnect?: boolean
  /** A connection stays open and is of no use. */
  readonly leavesSilence?: boolean
  /** A login or a key is lost with it. */
  readonly isDestructive?: boolean
  script(faults: Faults, target: Target): unknown
}

const KIB = 1024

export const FAULTS: readonly FaultCase[] = [
  { name: 'floodWait', expected: 'exact', script: (faults, { aim }) => faults.floodWait(1, aim) },
  { name: 'floodPremiumWait', expected: 'exact', script: (faults, { aim }) => faults.floodPremiumWait(1, aim) },
  { name: 'fileReferenceExpired', expected: 'exact', script: (faults, { aim }) => faults.fileReferenceExpired(aim) },
  {
    name: 'fileMigrate',
    expected: 'exact',
    script: (faults, { aim, otherDcId }) => faults.fileMigrate(otherDcId, aim),
  },
  { name: 'internal', expected: 'exact', script: (faults, { aim }) => faults.internal(aim) },
  { name: 'noAnswer', expected: 'exact', script: (faults, { aim }) => faults.noAnswer(aim) },
  { name: 'slowAnswer', expected: 'exact', script: (faults, { aim }) => faults.slowAnswer(700, aim) },
  { name: 'shortBytes', expected: 'cut', script: (faults, { aim }) => faults.shortBytes(1000, aim) },
  { name: 'wrongBytes', expected: 'as answered', script: (faults, { aim }) => faults.wrongBytes(aim) },
  { name: 'badServerSalt', expected: 'exact', script: (faults, { aim }) => faults.badServerSalt(aim) },
  { name: 'transportError -404', expected: 'exact', script: (faults, { aim }) => faults.transportError(-404, aim) },
  { name: 'transportError -429', expected: 'exact', script: (faults, { aim }) => faults.transportError(-429, aim) },
  { name: 'dropConnection', expected: 'exact', script: (faults, { aim }) => faults.dropConnection(aim) },
  {
    name: 'dropConnection inside a part',
    expected: 'exact',
    script: (faults, { aim }) => faults.dropConnection(aim, 50 * KIB),
  },
  {
    name: 'stallConnection',
    expected: 'exact',
    leavesSilence: true,
    script: (faults, { aim }) => faults.stallConnection(aim),
  },
  {
    name: 'stallConnection inside a part',
    expected: 'exact',
    leavesSilence: true,
    script: (faults, { aim }) => faults.stallConnection(aim, 50 * KIB),
  },
  {
    name: 'refuseConnections',
    expected: 'exact',
    isAtConnect: true,
    script: (faults, { dcId }) => faults.refuseConnections({ dcId, times: 2 }),
  },
  {
    name: 'dropAfter',
    expected: 'exact',
    isAtConnect: true,
    script: (faults, { dcId }) => faults.dropAfter(50 * KIB, { dcId }),
  },
  {
    name: 'stallAfter',
    expected: 'exact',
    isAtConnect: true,
    leavesSilence: true,
    script: (faults, { dcId }) => faults.stallAfter(50 * KIB, { dcId }),
  },
  {
    name: 'authKeyUnregistered',
    expected: 'exact',
    isDestructive: true,
    script: (faults, { aim }) => faults.authKeyUnregistered(aim),
  },
  {
    name: 'authKeyForgotten',
    expected: 'exact',
    isDestructive: true,
    script: (faults, { aim }) => faults.authKeyForgotten(aim),
  },
  {
    name: 'userDeactivatedBan',
    expected: 'exact',
    isDestructive: true,
    // Once: the bot is let in again at its next login.
    script: (faults, { aim }) => faults.userDeactivatedBan({ ...aim, times: 1 }),
  },
]

/** What can be expected of faults that come together. */
export function worst(faults: readonly FaultCase[]): Expectation {
  const all = faults.map(({ expected }) => expected)
  if (all.includes('as answered')) return 'as answered'
  return all.includes('cut') ? 'cut' : 'exact'
}

/** Every two that leave nothing to wait for, each once. */
export function gentlePairs(): [FaultCase, FaultCase][] {
  const gentle = FAULTS.filter(({ isDestructive }) => !isDestructive)
  return gentle.flatMap((one, i) => gentle.slice(i + 1).map((other): [FaultCase, FaultCase] => [one, other]))
}

export function faultNamed(name: string): FaultCase {
  const fault = FAULTS.find((it) => it.name === name)
  if (!fault) throw new Error(`There is no fault ${name} in the table`)
  return fault
}
