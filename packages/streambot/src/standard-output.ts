/**
 * Where the log goes, line by line and at once, so that the last ones before an exit are not lost. What is not taken is lost and ends no server,
 * whether a disk is full or nobody reads any more. Who reads slowly is waited for a moment.
 */
import fs from 'node:fs'

const STANDARD_OUTPUT = 1
const BUSY = ['EAGAIN', 'EBUSY']
const WAIT_MS = 20
const MAX_WAITS = 50

export class StandardOutput {
  #isLost = false
  /** A part of a line was taken, and the rest was not. */
  #isCut = false

  /** @param wait for so long, while nothing else goes on */
  constructor(private readonly wait: (ms: number) => void = sleep) {}

  /** What was written last. */
  get isLost(): boolean {
    return this.#isLost
  }

  write(line: string): void {
    let rest = Buffer.from(this.#isCut ? `\n${line}` : line)
    const { length } = rest
    // Who took nothing of the last one is not waited for again.
    let waits = this.#isLost ? 0 : MAX_WAITS
    while (rest.length > 0) {
      try {
        rest = rest.subarray(fs.writeSync(STANDARD_OUTPUT, rest))
      } catch (error) {
        if (!isBusy(error) || waits-- <= 0) break
        this.wait(WAIT_MS)
      }
    }
    this.#isLost = rest.length > 0
    if (rest.length < length) this.#isCut = this.#isLost
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'code' in error && BUSY.includes(String(error.code))
}

function sleep(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
}
