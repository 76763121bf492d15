/**
 * The files that one person sends in a row. Each is worked on in turn with those of other people; a single one is answered as soon as it is done,
 * several together. Who sends faster than allowed waits here, in line, instead of being turned away file by file.
 */
import type { FileRefusal, RegisterFileResult } from '../actions/register-file.js'
import { hasCode } from '../core/errors.js'
import type { IncomingFile } from '../ports/log-channel.js'
import type { IncomingMessage } from '../ports/messenger.js'

/** Parts of an album come one by one; so long after the last one nothing more is expected. */
const QUIET_MS = 300
/** A wait of a minute is worth it; a day is not. */
const MAX_WAIT_MS = 60_000
/** Nobody minds to get what is done with the rest until then. */
const WORTH_ANSWERING_MS = 10_000
/** After the first, second and third time that Telegram or the database does not answer. */
const TROUBLE_WAITS_MS = [1000, 3000, 8000]

export type FileMessage = IncomingMessage & { readonly file: IncomingFile }

export type FileOutcome = RegisterFileResult | { readonly ok: false; readonly error: unknown }

export interface AnsweredFile {
  readonly message: FileMessage
  readonly outcome: FileOutcome
}

export interface FileRunDeps {
  /**
   * In its turn. Rejects when it is cancelled; everything else is an outcome.
   * @param known what the file will meet as far as is known when its turn comes; null: nothing
   */
  readonly register: (message: FileMessage, known: () => FileRefusal | null) => Promise<FileOutcome>
  /** Never rejects for reasons of its own. */
  readonly answer: (files: readonly AnsweredFile[], name: string | null) => Promise<void>
  readonly pause: (ms: number) => Promise<void>
  readonly maxTogether: () => number
  /** How many are done, and how many there are in all. */
  readonly onProgress: (done: number, total: number) => void
  /** Nothing goes on for so long. */
  readonly onHeld: (waitMs: number, done: number, total: number) => void
  readonly onEnd: () => void
}

interface Entry {
  readonly message: FileMessage
  readonly settle: () => void
  readonly drop: (reason: unknown) => void
  outcome: FileOutcome | null
}

export class FileRun {
  /** Answered together next. */
  #group: Entry[] = []
  readonly #later: Entry[] = []
  /** What all further files meet, as long as it lasts. */
  #closed: FileRefusal | null = null
  /** Told to wait: nobody tries before. */
  #held: FileRefusal | null = null
  #gate: Promise<void> = Promise.resolve()
  #answering: Promise<void> = Promise.resolve()
  #answeringCount = 0
  #quiet = 0
  #done = 0
  #total = 0

  /** @param fixed the group was about to be answered before: it has so many files and this name */
  constructor(
    private readonly deps: FileRunDeps,
    private readonly fixed: { readonly name: string; readonly size: number } | null = null,
  ) {}

  /** Not answered yet. */
  get open(): number {
    return this.#group.length + this.#later.length + this.#answeringCount
  }

  /** Resolves when the file was answered, and rejects when that was cancelled. */
  add(message: FileMessage): Promise<void> {
    return new Promise((settle, drop) => {
      this.#total++
      const entry: Entry = { message, settle, drop, outcome: null }
      if (this.#group.length < this.#maxTogether) this.#begin(entry)
      else this.#later.push(entry)
    })
  }

  get #maxTogether(): number {
    return this.fixed?.size ?? this.deps.maxTogether()
  }

  #begin(entry: Entry): void {
    this.#group.push(entry)
    void this.#work(entry)
  }

  async #work(entry: Entry): Promise<void> {
    try {
      entry.outcome = await this.#outcomeOf(entry.message)
      this.#done++
      this.deps.onProgress(this.#done, this.#total)
      if (this.#wasMadeBefore(entry)) this.#answerAlone(entry)
      await this.#answerIfComplete()
    } catch (reason) {
      this.#cancel(reason)
    }
  }

  /** Nothing that is not answered yet will be: all of it has to come again. */
  #cancel(reason: unknown): void {
    for (const { drop } of [...this.#group.splice(0), ...this.#later.splice(0)]) drop(reason)
    this.#endIfDone()
  }

  async #outcomeOf(message: FileMessage): Promise<FileOutcome> {
    for (let tries = 1; ; tries++) {
      await this.#gate
      const outcome = await this.deps.register(message, () => this.#closed ?? this.#held)
      const refusal = 'refusal' in outcome ? outcome.refusal : null
      const waitMs = this.#isAlone ? null : waitFor(outcome, tries)
      if (waitMs === null) {
        if (refusal && isForAll(refusal)) this.#closed = refusal
        return outcome
      }
      // Others found out while this one was in line, or at the same time.
      if (this.#held === null) this.#hold(waitMs, refusal ?? WAITING)
    }
  }

  /** Nobody tries before; during a long wait what is done is answered. */
  #hold(waitMs: number, refusal: FileRefusal): void {
    this.#held = refusal
    this.#gate = this.deps.pause(waitMs).then(() => {
      this.#held = null
    })
    // Whoever waits for it is told; here it must not count as unhandled.
    this.#gate.catch(() => {})
    this.deps.onHeld(waitMs, this.#done, this.#total)
    const done = this.#group.filter(({ outcome }) => outcome !== null)
    if (this.fixed || done.length === 0 || waitMs < WORTH_ANSWERING_MS) return
    this.#group = this.#group.filter(({ outcome }) => outcome === null)
    this.#send(done)
  }

  /** Somebody who sends one file can send it again. */
  get #isAlone(): boolean {
    return this.open === 1
  }

  async #answerIfComplete(): Promise<void> {
    const isComplete = () => this.#group.length > 0 && this.#group.every((entry) => entry.outcome !== null)
    if (!isComplete()) return
    const [first] = this.#group
    const isFull = this.#group.length >= this.#maxTogether
    const isSingle = this.#group.length === 1 && first?.message.albumId === null && !this.fixed
    if (!isFull && !isSingle && !(await this.#staysQuiet())) return
    if (isComplete()) this.#answer()
  }

  /** false: something else came or was done meanwhile, and looks again itself. */
  async #staysQuiet(): Promise<boolean> {
    const mark = ++this.#quiet
    const count = this.#total
    await this.deps.pause(QUIET_MS)
    return mark === this.#quiet && count === this.#total
  }

  /** Its link is there, and it was in no group: it was answered alone, or not at all. */
  #wasMadeBefore({ outcome }: Entry): boolean {
    return outcome?.ok === true && !outcome.isNew && !this.fixed
  }

  #answerAlone(entry: Entry): void {
    this.#group = this.#group.filter((other) => other !== entry)
    this.#send([entry])
  }

  #answer(): void {
    const group = this.#group
    this.#group = []
    this.#closed = null
    this.#send(group)
    for (const entry of this.#later.splice(0, this.#maxTogether)) this.#begin(entry)
  }

  #send(group: readonly Entry[]): void {
    this.#answeringCount += group.length
    this.#answering = this.#answering.then(async () => {
      const files = group.flatMap(({ message, outcome }) => (outcome ? [{ message, outcome }] : []))
      try {
        await this.deps.answer(files, this.fixed?.name ?? null)
        for (const { settle } of group) settle()
      } catch (reason) {
        for (const { drop } of group) drop(reason)
      }
      this.#answeringCount -= group.length
      this.#endIfDone()
    })
  }

  #endIfDone(): void {
    if (this.open === 0) this.deps.onEnd()
  }
}

/** Told to files whose turn comes while another one has found out that there is a wait. */
const WAITING: FileRefusal = { reason: 'service_busy', retryAfterMs: 1000 }

/** @param tries so far. null: there is nothing to wait for, or not here */
function waitFor(outcome: FileOutcome, tries: number): number | null {
  if (outcome.ok) return null
  if ('error' in outcome) return waitForTrouble(outcome.error, tries)
  const { refusal } = outcome
  if (refusal.reason !== 'too_many_uploads' && refusal.reason !== 'service_busy') return null
  return refusal.retryAfterMs <= MAX_WAIT_MS ? refusal.retryAfterMs : null
}

/** Telegram or the database may be back soon. */
function waitForTrouble(error: unknown, tries: number): number | null {
  if (!hasCode(error, 'telegram_unavailable') && !hasCode(error, 'store_unavailable')) return null
  const waitMs = error.retryAfterMs ?? TROUBLE_WAITS_MS[tries - 1]
  return waitMs !== undefined && waitMs <= MAX_WAIT_MS && tries <= TROUBLE_WAITS_MS.length ? waitMs : null
}

/** Says something of the person, not of the file: all others meet it too. */
export function isForAll({ reason }: FileRefusal): boolean {
  return reason === 'banned' || reason === 'not_allowed' || reason === 'not_subscribed' || reason === 'too_many_links'
}
