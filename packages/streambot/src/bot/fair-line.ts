/**
 * Work in line, with turns: whoever has much in line waits for himself, not others for him. Within one owner first come, first served.
 * Everything in it is bounded.
 */

export interface FairLineLimits {
  readonly running: number
  /** Of one owner at the same time. */
  readonly runningPerOwner: number
  /** In line, not running. */
  readonly waiting: number
  readonly waitingPerOwner: number
}

interface Item {
  readonly work: () => Promise<void>
  readonly settle: () => void
  readonly drop: (reason: unknown) => void
}

interface Owner {
  running: number
  readonly waiting: Item[]
}

export class FairLine {
  /** In the order of turns: whoever had one goes to the end. */
  readonly #owners = new Map<string, Owner>()
  #running = 0
  #waiting = 0
  #idle: (() => void)[] = []

  constructor(private readonly limits: FairLineLimits) {}

  /**
   * Work runs as soon as it is its turn.
   * @returns resolves when it has ended, and rejects as it does, or with the reason of `clear`; null: the line is full
   */
  add(ownerKey: string, work: () => Promise<void>): Promise<void> | null {
    const owner = this.#owners.get(ownerKey) ?? { running: 0, waiting: [] }
    if (this.#waiting >= this.limits.waiting || owner.waiting.length >= this.limits.waitingPerOwner) return null
    return new Promise((settle, drop) => {
      owner.waiting.push({ work, settle, drop })
      this.#waiting++
      this.#owners.set(ownerKey, owner)
      this.#next()
    })
  }

  /** Resolves once nothing runs or waits. */
  async idle(): Promise<void> {
    while (this.#owners.size > 0) await new Promise<void>((resolve) => this.#idle.push(resolve))
  }

  /** What waits is dropped; what runs goes on. @returns how many were dropped */
  clear(reason: unknown): number {
    const dropped = [...this.#owners.values()].flatMap((owner) => owner.waiting.splice(0))
    this.#waiting = 0
    for (const [key, owner] of this.#owners) this.#leaveIfDone(key, owner)
    for (const { drop } of dropped) drop(reason)
    return dropped.length
  }

  #next(): void {
    for (const [key, owner] of this.#owners) {
      if (this.#running >= this.limits.running) return
      if (owner.running >= this.limits.runningPerOwner) continue
      const item = owner.waiting.shift()
      if (!item) continue
      this.#waiting--
      this.#owners.delete(key)
      this.#owners.set(key, owner)
      void this.#run(key, owner, item)
    }
  }

  async #run(key: string, owner: Owner, { work, settle, drop }: Item): Promise<void> {
    owner.running++
    this.#running++
    try {
      await work()
      settle()
    } catch (error) {
      drop(error)
    } finally {
      owner.running--
      this.#running--
      this.#leaveIfDone(key, owner)
      this.#next()
    }
  }

  #leaveIfDone(key: string, owner: Owner): void {
    if (owner.running > 0 || owner.waiting.length > 0) return
    this.#owners.delete(key)
    if (this.#owners.size === 0) for (const resolve of this.#idle.splice(0)) resolve()
  }
}
