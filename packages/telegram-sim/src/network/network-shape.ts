/**
 * What a connection to Telegram is like: delay, bandwidth and Telegram's own allowance for downloads.
 * The figures of the presets come from public reports, named beside each.
 */

/** A token bucket per connection; upload.getFile beyond it answers FLOOD_PREMIUM_WAIT_x. */
export interface Allowance {
  readonly burstBytes: number
  readonly sustainedBytesPerSecond: number
}

export interface NetworkShape {
  /** Half of it is spent on the way in, half on the way out. */
  readonly roundTripMs: number
  /** Each connection's bandwidth, each way; null is no limit. */
  readonly connectionBytesPerSecond: number | null
  /** Bandwidth shared by all of an account's connections to one DC, each way; null is no limit. */
  readonly accountBytesPerSecond: number | null
  readonly allowance: Allowance | null
}

/**
 * The allowance is per MTProto connection, not per account: 5–6 MB/s sustained, bursts of 8–10
 * (github.com/mateof/TelegramFileManager issue 100).
 */
const telegramAllowance: Allowance = { burstBytes: 10_000_000, sustainedBytesPerSecond: 5_500_000 }

/** Bursts reach 8–10 MB/s on one connection (same issue). */
const connectionBytesPerSecond = 10_000_000

/** 16 ranges over 48 bots reached 160 MiB/s (github.com/tgdrive/teldrive issue 357), official clients 50–60 MB/s on one account. */
const accountBytesPerSecond = 60_000_000

/** 10–30 ms near the data centres, 80–150 ms far from them (TelegramFileManager issue 99). */
export const networkPresets = {
  near: { roundTripMs: 20, connectionBytesPerSecond, accountBytesPerSecond, allowance: telegramAllowance },
  far: { roundTripMs: 120, connectionBytesPerSecond, accountBytesPerSecond, allowance: telegramAllowance },
  unlimited: { roundTripMs: 0, connectionBytesPerSecond: null, accountBytesPerSecond: null, allowance: null },
} as const satisfies Record<string, NetworkShape>

export type NetworkPreset = keyof typeof networkPresets

export const networkPresetNames = Object.keys(networkPresets) as readonly NetworkPreset[]
