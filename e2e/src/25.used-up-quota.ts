/** Readers who go on until a quota is used up, and what may get through beyond it while instances die. */
import { expect } from 'vitest'
import { mostBeyondQuota, REPORT_EVERY_MS } from './25.quota-bound.js'
import { ResumingReaders, type WantedFile } from './25.resuming-readers.js'
import { read } from './readers.js'
import { linkAt } from './test-server.js'

export interface UsedUpQuotaOptions {
  readonly file: WantedFile
  readonly quotaBytes: number
  /** What counts against it already. */
  readonly usedBytes: number
  readonly readers: number
  readonly bytesPerSecond: number
  readonly instances: number
  /** As what it is refused. */
  readonly refusal: { readonly status: number; readonly code: string }
}

/** An instance that had nothing to do with the quota hears of its end within five seconds; clocks differ by minutes. */
const HEARD_WITHIN = { timeout: 30_000, interval: 200 }
const CLOCKS_DIFFER_SECONDS = 300

export class UsedUpQuota {
  readonly readers: ResumingReaders
  #lostBytes = 0

  constructor(private readonly options: UsedUpQuotaOptions) {
    const { file, bytesPerSecond, refusal } = options
    this.readers = new ResumingReaders([file], { bytesPerSecond, endsWith: refusal.code })
  }

  /** Resolves when all have been refused. */
  async useUp(): Promise<void> {
    const { readers } = this.options
    await this.readers.readUntil(readers, new AbortController().signal)
    expect(this.readers.wrong).toEqual([])
    expect(this.readers.refusals.map(({ status }) => status)).toEqual(Array(readers).fill(this.options.refusal.status))
    for (const { retryAfterSeconds } of this.readers.refusals) expectEndOfMonth(retryAfterSeconds)
  }

  /** An instance was killed: what it sent since its last report, and what still lay in sockets, is in nobody's count. */
  instanceKilled(): void {
    const { readers, file } = this.options
    const sinceReportBytes = this.readers.received.bytesSince(Date.now() - REPORT_EVERY_MS)
    if (sinceReportBytes > 0) this.#lostBytes += sinceReportBytes + readers * file.sizeBytes
  }

  /** Every one refuses it in the end: what a killed instance has not reported may be sent once more. */
  async isRefusedAt(there: readonly string[]): Promise<void> {
    const { file, refusal } = this.options
    for (const baseUrl of there) {
      const ask = async () => {
        const { status, code, headers, body } = await read(linkAt({ baseUrl }, file.url))
        if (status === 200) this.readers.received.add(body.length)
        else if (code === refusal.code) expectEndOfMonth(Number(headers.get('retry-after')))
        return code
      }
      await expect.poll(ask, HEARD_WITHIN).toBe(refusal.code)
    }
  }

  /** @param countedBytes what the database says of it in the end */
  isKept(countedBytes: number): void {
    const { quotaBytes, usedBytes, file } = this.options
    const beyondBytes = mostBeyondQuota({ ...this.options, fileBytes: file.sizeBytes })
    expect(countedBytes).toBeGreaterThanOrEqual(quotaBytes - this.#lostBytes)
    expect(countedBytes).toBeLessThanOrEqual(quotaBytes + beyondBytes)
    const gotThrough = usedBytes + this.readers.received.totalBytes
    expect(gotThrough).toBeLessThanOrEqual(countedBytes + this.#lostBytes)
  }
}

function expectEndOfMonth(seconds: number): void {
  const now = new Date()
  const left = (Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1) - now.getTime()) / 1000
  expect(Math.abs(seconds - left)).toBeLessThan(CLOCKS_DIFFER_SECONDS)
}
