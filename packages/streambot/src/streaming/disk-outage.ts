/** While the disk cannot be written to, the tier does without, says so once, and tries one write now and then. */
import type { Clock } from '../ports/clock.js'

const RETRY_MS = 60_000

export interface DiskReports {
  /** Once for each outage. `reason` is the system's: `ENOSPC: no space left on device, write`. */
  onOff(reason: string): void
  onBack(): void
}

export class DiskOutage {
  #retryAtMs: number | null = null

  constructor(
    private readonly clock: Clock,
    private readonly reports: DiskReports,
  ) {}

  /** False while it makes no sense to try. */
  get isWorthTrying(): boolean {
    return this.#retryAtMs === null || this.clock.now() >= this.#retryAtMs
  }

  failed(error: unknown): void {
    if (this.#retryAtMs === null) this.reports.onOff(error instanceof Error ? error.message : String(error))
    this.#retryAtMs = this.clock.now() + RETRY_MS
  }

  succeeded(): void {
    if (this.#retryAtMs === null) return
    this.#retryAtMs = null
    this.reports.onBack()
  }
}
