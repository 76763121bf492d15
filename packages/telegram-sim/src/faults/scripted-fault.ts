/** One fault of the script with its aim and its counts. */
import type { CallFault, CallSite, ConnectFault } from '../faults.js'
import { type Aim, type FaultAim, hitsCall, takeAim } from './fault-aim.js'
import { type NamedFault, toStrike } from './named-fault.js'

export class ScriptedFault {
  readonly #strike: ReturnType<typeof toStrike>
  #seen = 0
  #fired = 0
  #cancelled = false

  private readonly aim: Aim

  constructor(
    readonly id: number,
    readonly fault: NamedFault,
    aim: FaultAim,
  ) {
    this.aim = takeAim(fault, aim)
    this.#strike = toStrike(fault)
    const { accountId, fileId, method } = this.aim
    if (this.#strike.at === 'connect' && (accountId ?? fileId ?? method) !== undefined) {
      throw new Error(`${fault.name} hits connections as they arrive, before anybody is known: aim it by dcId only`)
    }
  }

  get fired(): number {
    return this.#fired
  }

  /** Can still strike. */
  get live(): boolean {
    return !this.#cancelled && this.#fired < this.aim.times
  }

  /** Has done what it was scripted for: all its times, or once if it was to hit every match. */
  get satisfied(): boolean {
    return this.#cancelled || this.#fired >= (this.aim.times === Infinity ? 1 : this.aim.times)
  }

  /** Takes it back: it strikes no more, and not having fired is no mistake. */
  cancel(): void {
    this.#cancelled = true
  }

  /** What this connection suffers, if it is this fault's turn; `mayStrike` is false when another one strikes already. */
  connecting(dcId: number, mayStrike: boolean): ConnectFault | null {
    if (this.#strike.at !== 'connect' || (this.aim.dcId !== undefined && this.aim.dcId !== dcId)) return null
    return this.#takeTurn(mayStrike) ? this.#strike.fault : null
  }

  calling(site: CallSite, mayStrike: boolean): CallFault | null {
    if (this.#strike.at !== 'call' || !hitsCall(this.aim, site)) return null
    return this.#takeTurn(mayStrike) ? this.#strike.fault : null
  }

  #takeTurn(mayStrike: boolean): boolean {
    this.#seen++
    if (!mayStrike || !this.live || this.#seen < this.aim.nth) return false
    this.#fired++
    return true
  }

  toString(): string {
    const { name, ...parameters } = this.fault
    const words = Object.entries({ ...parameters, ...this.aim })
      .filter(([key, value]) => value !== undefined && !(key === 'nth' && value === 1) && key !== 'times')
      .map(([key, value]) => `${key} ${value}`)
    const times =
      this.aim.times === Infinity ? 'every time' : `${this.aim.times} time${this.aim.times === 1 ? '' : 's'}`
    return `${name}(${[...words, times].join(', ')}) fired ${this.#fired} of ${this.#seen} matches`
  }

  toJSON(): object {
    const times = this.aim.times === Infinity ? 'every' : this.aim.times
    const { satisfied, live } = this
    return { id: this.id, ...this.fault, ...this.aim, times, matched: this.#seen, fired: this.#fired, live, satisfied }
  }
}
