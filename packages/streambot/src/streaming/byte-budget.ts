/** Bytes that many streams share. Nobody waits for them: who gets none goes on with less. */
export class ByteBudget {
  #takenBytes = 0

  constructor(readonly limitBytes: number) {}

  get takenBytes(): number {
    return this.#takenBytes
  }

  /** All of it or nothing. */
  tryTake(bytes: number): boolean {
    if (this.#takenBytes + bytes > this.limitBytes) return false
    this.#takenBytes += bytes
    return true
  }

  giveBack(bytes: number): void {
    this.#takenBytes -= bytes
  }
}
