/** What readers have received, and how much of it since when. */
export class Received {
  totalBytes = 0
  readonly #moments: { readonly atMs: number; readonly totalBytes: number }[] = []

  add(bytes: number): void {
    this.totalBytes += bytes
    this.#moments.push({ atMs: Date.now(), totalBytes: this.totalBytes })
  }

  bytesSince(fromMs: number): number {
    return this.totalBytes - (this.#moments.findLast(({ atMs }) => atMs <= fromMs)?.totalBytes ?? 0)
  }
}
