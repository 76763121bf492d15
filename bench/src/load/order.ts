/** What the load client is told and what it reports, as lines of JSON over its standard input and output. */

/** A player of media at one rate. */
export interface PlaybackOrder {
  readonly bytesPerSecond: number
  /** Plays once it has so much, at first and after each time it stood still. */
  readonly beginsWithSeconds: number
  /** Has no more than so much ahead of what it plays. */
  readonly holdsSeconds: number
}

export interface PlaybackReport {
  /** From the start of the connection to the first picture; null: it never began. */
  readonly startedMs: number | null
  /** How often it stood still after that, and for how long in all. */
  readonly stalls: number
  readonly stalledMs: number
}

export interface ReadOrder {
  readonly url: string
  /** Value of the Range header. */
  readonly range?: string
  /** Not faster than this; as fast as it comes when left out. */
  readonly bytesPerSecond?: number
  /** Reads as a player does, instead. */
  readonly playback?: PlaybackOrder
  /** Closes the connection once so much of the body has come, or so long after the request. */
  readonly leaveAfterBytes?: number
  readonly leaveAfterMs?: number
  /** For the whole of it. */
  readonly timeoutMs: number
  /** Length of the samples in the report; none when left out. */
  readonly sampleMs?: number
}

/** complete: every byte of Content-Length. left: as ordered. cut: the server ended it. refused: a status that is no success. */
export type ReadEnd = 'complete' | 'left' | 'cut' | 'refused' | 'timeout'

export interface Sample {
  readonly bytes: number
  /** Longest time without a byte that ended in this sample. */
  readonly longestGapMs: number
}

export interface ReadReport {
  readonly end: ReadEnd
  readonly status: number
  readonly bytes: number
  /** Content-Length. */
  readonly lengthBytes: number | null
  /** From the start of the connection. */
  readonly firstByteMs: number
  readonly durationMs: number
  /** On the clock that all processes of this machine share. */
  readonly endedAt: number
  readonly samples: readonly Sample[]
  /** null: no player read. */
  readonly playback: PlaybackReport | null
  readonly error: string | null
}

export interface ProbeOrder {
  readonly url: string
  /** Each on a connection of its own, whether or not the one before has been answered. */
  readonly everyMs: number
  readonly forMs: number
  readonly timeoutMs: number
}

export interface ProbeReport {
  readonly latenciesMs: readonly number[]
  readonly failed: number
  /** How late the prober's own timer was: what the machine, not the server, adds. */
  readonly lagsMs: readonly number[]
}

export type Order =
  { readonly kind: 'read'; readonly order: ReadOrder } | { readonly kind: 'probe'; readonly order: ProbeOrder }

export type ToLoadClient = { readonly id: number } & Order
export type FromLoadClient = { readonly id: number; readonly report: ReadReport | ProbeReport }
