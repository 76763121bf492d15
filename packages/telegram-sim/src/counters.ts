/**
 * What clients did: calls, errors, bytes, connections. Maps are bounded by forgetting the key that was counted longest ago,
 * so that a long-running simulator with many files stays small.
 */
import { BoundedMap } from './bounded-map.js'
import type { CallObserver, CallRecord } from './mtproto/call-observer.js'
import { requestedFile } from './requested-file.js'

const KEYS_KEPT = 10_000

export interface CounterValues {
  readonly calls: Record<string, number>
  /** Methods nobody answers, by name, or by #id if not even that is known: each is something the simulator could learn. */
  readonly unknownMethods: Record<string, number>
  /** By text, figures replaced: FLOOD_WAIT_X. */
  readonly errors: Record<string, number>
  /** File bytes answered, by file id. */
  readonly bytesByFile: Record<string, number>
  /** File bytes answered, by account id. */
  readonly bytesByAccount: Record<string, number>
  readonly fileBytes: number
  /** upload.getFile calls whose answer nobody was there to receive. */
  readonly partsAfterClientLeft: number
  /** Connections accepted, by data centre id. */
  readonly connections: Record<string, number>
  /** auth.exportAuthorization calls by account id: Telegram punishes repeating them. */
  readonly authorizationExports: Record<string, number>
}

export class Counters implements CallObserver {
  readonly #calls = new Tally()
  readonly #unknownMethods = new Tally()
  readonly #errors = new Tally()
  readonly #bytesByFile = new Tally()
  readonly #bytesByAccount = new Tally()
  readonly #connections = new Tally()
  readonly #authorizationExports = new Tally()
  #fileBytes = 0
  #partsAfterClientLeft = 0

  connected(dcId: number): void {
    this.#connections.add(String(dcId))
  }

  called({ request, accountId, errorText, fileBytes, clientLeft }: CallRecord): void {
    const account = String(accountId ?? 'nobody')
    this.#calls.add(request._)
    if (errorText !== null) this.#errors.add(errorText.replace(/\d+/g, 'X'))
    if (errorText === 'METHOD_INVALID') this.#unknownMethods.add(request._)
    if (request._ === 'auth.exportAuthorization') this.#authorizationExports.add(account)
    if (request._ === 'upload.getFile' && clientLeft) this.#partsAfterClientLeft++
    if (fileBytes === 0) return
    this.#fileBytes += fileBytes
    this.#bytesByAccount.add(account, fileBytes)
    this.#bytesByFile.add(requestedFile(request) ?? 'unnamed', fileBytes)
  }

  refused(_dcId: number, errorText: string): void {
    this.#errors.add(errorText.replace(/\d+/g, 'X'))
    const [, id] = /^INPUT_METHOD_INVALID_(\d+)_/.exec(errorText) ?? []
    if (id !== undefined) this.#unknownMethods.add(`#${Number(id).toString(16)}`)
  }

  /** A copy of the present values. */
  read(): CounterValues {
    return {
      calls: this.#calls.read(),
      unknownMethods: this.#unknownMethods.read(),
      errors: this.#errors.read(),
      bytesByFile: this.#bytesByFile.read(),
      bytesByAccount: this.#bytesByAccount.read(),
      fileBytes: this.#fileBytes,
      partsAfterClientLeft: this.#partsAfterClientLeft,
      connections: this.#connections.read(),
      authorizationExports: this.#authorizationExports.read(),
    }
  }

  reset(): void {
    for (const tally of [this.#calls, this.#unknownMethods, this.#errors, this.#bytesByFile]) tally.clear()
    for (const tally of [this.#bytesByAccount, this.#connections, this.#authorizationExports]) tally.clear()
    this.#fileBytes = 0
    this.#partsAfterClientLeft = 0
  }
}

/** Sums by key, the most recently counted keys only. */
class Tally {
  readonly #sums = new BoundedMap<string, number>(KEYS_KEPT)

  add(key: string, amount = 1): void {
    this.#sums.set(key, (this.#sums.get(key) ?? 0) + amount)
  }

  /** Sorted by key, so that two readings compare. */
  read(): Record<string, number> {
    return Object.fromEntries([...this.#sums].sort(([a], [b]) => (a < b ? -1 : 1)))
  }

  clear(): void {
    this.#sums.clear()
  }
}
