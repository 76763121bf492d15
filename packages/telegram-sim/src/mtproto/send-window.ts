/** How many bytes of answers one connection may have under way: calls for more wait their turn before they run. */
export class SendWindow {
  #usedBytes = 0
  readonly #waiting: { bytes: number; enter: () => void }[] = []

  constructor(readonly limitBytes: number) {}

  /** Resolves at once while there is room; one that is larger than the window has it to itself. */
  async enter(bytes: number): Promise<void> {
    if (this.#waiting.length === 0 && this.#fits(bytes)) {
      this.#usedBytes += bytes
      return
    }
    await new Promise<void>((enter) => this.#waiting.push({ bytes, enter }))
  }

  leave(bytes: number): void {
    this.#usedBytes -= bytes
    for (let next = this.#waiting[0]; next && this.#fits(next.bytes); next = this.#waiting[0]) {
      this.#waiting.shift()
      this.#usedBytes += next.bytes
      next.enter()
    }
  }

  #fits(bytes: number): boolean {
    return this.#usedBytes === 0 || this.#usedBytes + bytes <= this.limitBytes
  }
}
