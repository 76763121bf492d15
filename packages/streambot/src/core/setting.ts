/** A setting that an admin changed while the server runs; what is not in the store is as configured. */
export interface Setting {
  readonly name: string
  /** JSON. */
  readonly value: unknown
  /** Telegram id of the admin. */
  readonly changedBy: number
  readonly changedAtMs: number
}
