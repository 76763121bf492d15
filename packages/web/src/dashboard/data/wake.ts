/** Tells whoever waits that it is time to look again: the page is seen again, the server is back, somebody has logged in. */
export class Wake {
  readonly #listeners = new Set<() => void>()

  /** @returns what ends it */
  on(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  now(): void {
    for (const it of [...this.#listeners]) it()
  }
}
