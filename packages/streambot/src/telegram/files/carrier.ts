/** What the scheduler knows of a bot: connections that carry parts, and a way to find files. `BotClient` is one. */
import type { LentBytes } from '../../core/lent-bytes.js'
import type { PartSpan } from '../../ports/file-source.js'
import type { Reservation } from '../connections/connection-pace.js'
import type { LocatedFile } from './media.js'

export interface Line {
  readonly pace: LinePace
  readonly isClosed: boolean
}

export interface LinePace {
  readonly roundTripMs: number
  readonly inFlightBytes: number
  readonly coolUntilMs: number
  hasRoomFor(bytes: number): boolean
  expectedMs(bytes: number): number
  reserve(bytes: number): Reservation
  coolDownUntil(momentMs: number): void
}

export interface Carrier {
  readonly name: string
  /** Whether it can ask for this file's parts without looking the message up first. */
  knows(messageId: number): boolean
  /** Open connections to a data centre. */
  lines(dcId: number): Iterable<Line>
  /** Begins to open one more; false: it cannot now. */
  openLine(dcId: number): boolean
  isOpeningLine(dcId: number): boolean
  /** null: the message is gone or holds no file. */
  locate(messageId: number, signal: AbortSignal): Promise<LocatedFile | null>
  /** Its file reference has expired: the next `locate` fetches another, once for all who ask. */
  forget(messageId: number, refused: LocatedFile): void
  /** The file is at another data centre. */
  relocate(messageId: number, dcId: number): void
  /** @throws tl.RpcError, ConnectionLostError, the signal's reason */
  fetch(line: Line, file: LocatedFile, part: PartSpan, place: Reservation, signal: AbortSignal): Promise<LentBytes>
  /** Telegram told it to wait, on all its connections. */
  coolDown(waitMs: number): void
}

/** Who may carry now. */
export interface Fleet {
  candidates(): Candidates
  /** Telegram said something of this client's login: it should be looked after. */
  reportLost(carrier: Carrier, error: unknown): void
  /** @returns what ends the listening */
  onChange(listener: () => void): () => void
}

export interface Candidates {
  readonly carriers: readonly Carrier[]
  /** When nobody may: the shortest wait Telegram asked for; null: nobody knows. */
  readonly retryAfterMs: number | null
}
