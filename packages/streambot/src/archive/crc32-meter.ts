/** The CRC-32 of a file as it streams by, from its beginning on or from one that is known. */
import { crc32 } from 'node:zlib'

/** What is known of a beginning of a file goes in steps of so many bytes, as large as what is asked of Telegram at once. */
export const CRC32_STEP_BYTES = 1024 * 1024

/** What is known of one file. */
export interface KnownCrc32 {
  /** null: nobody has read all of it yet. */
  readonly whole: number | null
  /** Of the first step, of the first two, and so on. */
  readonly beginnings: readonly number[]
}

export class Crc32Meter {
  #value: number
  #at: number

  /** @param stepsDone how much of the file went before, and what came of it */
  constructor(
    stepsDone: number,
    value: number,
    private readonly onStep: (steps: number, value: number) => void,
  ) {
    this.#at = stepsDone * CRC32_STEP_BYTES
    this.#value = value
  }

  /** Of everything up to now. */
  get value(): number {
    return this.#value
  }

  /** The bytes that come next in the file. */
  add(bytes: Uint8Array): void {
    for (let taken = 0; taken < bytes.byteLength;) {
      const length = Math.min(bytes.byteLength - taken, CRC32_STEP_BYTES - (this.#at % CRC32_STEP_BYTES))
      this.#value = crc32(bytes.subarray(taken, taken + length), this.#value)
      this.#at += length
      taken += length
      if (this.#at % CRC32_STEP_BYTES === 0) this.onStep(this.#at / CRC32_STEP_BYTES, this.#value)
    }
  }
}
