/** What the model reckons with, each with where it comes from. What is known of Telegram is what people report; only bench-dc knows your bots. */

const MIB = 1024 * 1024

/**
 * 5–6 MB/s for each connection (github.com/mateof/TelegramFileManager issue 100) and four connections for each bot and data centre
 * (telegram/connections/bot-connections.ts), which the simulated Telegram gives in full (docs/performance.md, far: 20.9 MiB/s). Of a real bot nobody has
 * reported as much: the most is 160 MiB/s over 48 bots, 3.3 each, where something else may have been the limit (github.com/tgdrive/teldrive issue 357).
 */
export const REPORTED_BOT_BYTES_PER_SECOND = 4 * 5_000_000

/**
 * Processor time by players at 5 Mbit/s, for a GiB from Telegram and for a GiB to viewers, and how many cores one process can use at that
 * (docs/performance.md, players). A single fast download costs half of it: players take small pieces. WebAssembly opens packets for 5.5 more, and all of it
 * in the thread that JavaScript runs in (decisions/decryption.md).
 */
export const PROCESSOR = {
  native: { secondsPerGibIn: 2.2, secondsPerGibOut: 1.5, cores: 1.9 },
  wasm: { secondsPerGibIn: 7.7, secondsPerGibOut: 1.5, cores: 1.1 },
} as const

/** What the server takes with nothing to do (streaming/memory-limit.ts). */
export const BASE_MEMORY_BYTES = 160 * MIB
/** Of the rest half is for parts of films (streaming/memory-limit.ts). */
export const MEMORY_PER_BUDGET = 2
/** What a stream at 5 Mbit/s needs of it so that it does not stand still; with room for all it takes several times as much (docs/scaling.md). */
const HELD_BYTES = MIB / 2
const HELD_AT_BYTES_PER_SECOND = 625_000
/** Promised to each (streaming/part-charge.ts). */
const PROMISED_BYTES = 128 * 1024

/** What is on its way and in the socket follows the reader's speed. */
export function heldBytesPerViewer(bytesPerSecond: number): number {
  return Math.max(PROMISED_BYTES, HELD_BYTES * (bytesPerSecond / HELD_AT_BYTES_PER_SECOND))
}

/** An account has 20 bots, one with Premium 40 (github.com/tginfo/Telegram-Limits issue 288). */
export const BOTS_PER_ACCOUNT = 20
/** Bots are in a channel as its admins, of which there are 50 (github.com/tgdrive/teldrive issue 258: TOO_MANY_ADMIN). */
export const BOTS_PER_CHANNEL = 50
/** What deploy/haproxy/haproxy.cfg gives to one instance. */
export const CONNECTIONS_PER_INSTANCE = 4000
