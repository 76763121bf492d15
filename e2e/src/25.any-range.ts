/** Somebody who asks one instance after the other, past the load balancer, for any range of a file: whoever is there answers, with exactly those bytes. */
import { setTimeout as delay } from 'node:timers/promises'
import { expect } from 'vitest'
import { Received } from './25.received.js'
import { linkAt } from './test-server.js'

export const MAX_RANGE_BYTES = 512 * 1024
const EVERY_MS = 100
const ANSWER_MS = 15_000
/** Settings of another instance reach it within three seconds. */
const ANSWERED_WITHIN = { timeout: 30_000, interval: 200 }

export interface KnownFile {
  readonly download: string
  readonly bytes: Buffer
}

export class AnyRange {
  exact = 0
  /** The instance went, came, or stood still. */
  unanswered = 0
  /** What should never happen. */
  readonly wrong: string[] = []
  readonly received = new Received()

  /** @param there addresses of the instances that are to be asked */
  constructor(
    private readonly files: readonly KnownFile[],
    private readonly there: () => readonly string[],
    private readonly random: () => number,
  ) {}

  async askUntil(signal: AbortSignal): Promise<void> {
    for (let turn = 0; !signal.aborted; turn++) {
      const there = this.there()
      const baseUrl = there[turn % there.length]
      const file = this.files[turn % this.files.length]
      if (baseUrl !== undefined && file) await this.#ask(file, baseUrl)
      await delay(EVERY_MS)
    }
  }

  /** Each instance that is there answers for each file. */
  async isExactAtEach(): Promise<void> {
    for (const baseUrl of this.there()) {
      for (const file of this.files) await expect.poll(() => this.#ask(file, baseUrl), ANSWERED_WITHIN).toBe(true)
    }
    expect(this.wrong).toEqual([])
  }

  async #ask({ download, bytes }: KnownFile, baseUrl: string): Promise<boolean> {
    const start = Math.floor(this.random() * bytes.length)
    const end = Math.min(bytes.length, start + 1 + Math.floor(this.random() * MAX_RANGE_BYTES))
    const about = `bytes ${start} to ${end} from ${baseUrl}`
    try {
      const response = await fetch(linkAt({ baseUrl }, download), {
        headers: { range: `bytes=${start}-${end - 1}` },
        signal: AbortSignal.timeout(ANSWER_MS),
      })
      const got = Buffer.from(await response.arrayBuffer())
      this.received.add(got.length)
      const isExact = response.status === 206 && got.equals(bytes.subarray(start, end))
      if (isExact) this.exact++
      else if (response.status === 503) this.unanswered++
      else this.wrong.push(`${response.status} for ${about}`)
      return isExact
    } catch {
      this.unanswered++
      return false
    }
  }
}
