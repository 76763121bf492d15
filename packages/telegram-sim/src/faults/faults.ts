/**
 * The script of faults: what is to go wrong, for whom, at which call. Each method scripts one fault and returns it.
 * After a test `assertAllFired()` tells of those that never happened, since a test that did not test is a mistake.
 */
import type { CallFault, CallSite, ConnectFault, FaultPoints } from '../faults.js'
import type { FaultAim } from './fault-aim.js'
import type { NamedFault } from './named-fault.js'
import { ScriptedFault } from './scripted-fault.js'

/** More than any test scripts; finished ones make room first. */
const SCRIPT_LIMIT = 1_000

/** Faults that happen at once rather than at a call. The simulator gives the means. */
export interface ImmediateFaults {
  dcDown(dcId: number): Promise<void>
  dcUp(dcId: number): Promise<void>
  dropConnections(accountId?: number): void
  forgetAuthKeys(accountId?: number): void
}

/** Connections are hit before it is known whose they are. */
export type ConnectionAim = Pick<FaultAim, 'dcId' | 'nth' | 'times'>

export class Faults implements FaultPoints {
  readonly #immediate: ImmediateFaults
  #script: ScriptedFault[] = []
  #nextId = 1

  constructor(immediate: ImmediateFaults) {
    this.#immediate = immediate
  }

  readonly floodWait = (seconds: number, aim?: FaultAim) => this.add({ name: 'floodWait', seconds }, aim)
  readonly floodPremiumWait = (seconds: number, aim?: FaultAim) => this.add({ name: 'floodPremiumWait', seconds }, aim)
  readonly fileReferenceExpired = (aim?: FaultAim) => this.add({ name: 'fileReferenceExpired' }, aim)
  readonly fileMigrate = (dc: number, aim?: FaultAim) => this.add({ name: 'fileMigrate', dc }, aim)
  readonly internal = (aim?: FaultAim, text = 'INTERNAL') => this.add({ name: 'internal', text }, aim)
  readonly noAnswer = (aim?: FaultAim) => this.add({ name: 'noAnswer' }, aim)
  readonly slowAnswer = (delayMs: number, aim?: FaultAim) => this.add({ name: 'slowAnswer', delayMs }, aim)
  readonly shortBytes = (bytes: number, aim?: FaultAim) => this.add({ name: 'shortBytes', bytes }, aim)
  readonly wrongBytes = (aim?: FaultAim) => this.add({ name: 'wrongBytes' }, aim)
  readonly badServerSalt = (aim?: FaultAim) => this.add({ name: 'badServerSalt' }, aim)
  readonly transportError = (code: -404 | -429, aim?: FaultAim) => this.add({ name: 'transportError', code }, aim)
  /** Logs the key out, as when a session is ended from another device: its calls are refused until it logs in again. */
  readonly authKeyUnregistered = (aim?: FaultAim) => this.add({ name: 'authKeyUnregistered' }, aim)
  /** Destroys the key itself: the client has to make a new one. */
  readonly authKeyForgotten = (aim?: FaultAim) => this.add({ name: 'authKeyForgotten' }, aim)
  readonly userDeactivatedBan = (aim?: FaultAim) => this.add({ name: 'userDeactivatedBan' }, aim)
  readonly dropConnection = (aim?: FaultAim, afterBytes?: number) =>
    this.add({ name: 'dropConnection', afterBytes }, aim)
  readonly stallConnection = (aim?: FaultAim, afterBytes?: number) =>
    this.add({ name: 'stallConnection', afterBytes }, aim)
  readonly refuseConnections = (aim?: ConnectionAim) => this.add({ name: 'refuseConnections' }, aim)
  readonly dropAfter = (bytes: number, aim?: ConnectionAim) => this.add({ name: 'dropAfter', bytes }, aim)
  readonly stallAfter = (bytes: number, aim?: ConnectionAim) => this.add({ name: 'stallAfter', bytes }, aim)

  readonly dcDown = (dcId: number): Promise<void> => this.#immediate.dcDown(dcId)
  readonly dcUp = (dcId: number): Promise<void> => this.#immediate.dcUp(dcId)
  readonly dropConnections = (accountId?: number): void => this.#immediate.dropConnections(accountId)
  readonly forgetAuthKeys = (accountId?: number): void => this.#immediate.forgetAuthKeys(accountId)

  /** Scripts a fault by its name. Of several that match a call, the one scripted first strikes, the others wait for the next. */
  add(fault: NamedFault, aim: FaultAim = {}): ScriptedFault {
    const scripted = new ScriptedFault(this.#nextId, fault, aim)
    if (this.#script.length >= SCRIPT_LIMIT) this.#script = this.#script.filter(({ satisfied }) => !satisfied)
    if (this.#script.length >= SCRIPT_LIMIT) throw new Error(`${SCRIPT_LIMIT} faults wait already; clear() some first`)
    this.#nextId++
    this.#script.push(scripted)
    return scripted
  }

  /** Everything scripted since the last `clear`, fired or not. */
  get script(): readonly ScriptedFault[] {
    return this.#script
  }

  clear(): void {
    this.#script = []
  }

  /** @throws Error naming each scripted fault that has not happened as often as it was to */
  assertAllFired(): void {
    const unfired = this.#script.filter(({ satisfied }) => !satisfied)
    if (unfired.length > 0) throw new Error(`scripted faults that did not fire: ${unfired.join('; ')}`)
  }

  onConnect(dcId: number): ConnectFault | null {
    let strike: ConnectFault | null = null
    for (const scripted of this.#script) strike = scripted.connecting(dcId, strike === null) ?? strike
    return strike
  }

  onCall(site: CallSite): CallFault | null {
    let strike: CallFault | null = null
    for (const scripted of this.#script) {
      const own = scripted.calling(site, strike === null)
      if (own && scripted.fault.name === 'authKeyUnregistered') site.authKey.accountId = null
      strike = own ?? strike
    }
    return strike
  }
}
