/**
 * Brings parts: each goes to the connection that should finish it first, streams get equal shares, and what one client cannot do another
 * does. A part moves on at once on a wait, an error or a lost connection; one that takes far longer than it should is asked for
 * once more elsewhere, and the first answer counts. A part that nobody can bring within its patience fails.
 */
import { StreamBotError } from '../../core/errors.js'
import { RecentMap } from '../../core/recent-map.js'
import type { FetchedPart, PartAsk } from '../../ports/file-source.js'
import type { Reservation } from '../connections/connection-pace.js'
import { judge, toStreamBotError, type Verdict } from '../telegram-error.js'
import type { Candidates, Carrier, Fleet, Line } from './carrier.js'
import { chooseLine, type Place } from './choose-line.js'
import { FairQueue } from './fair-queue.js'
import { PartJob, spotOf, type Attempt } from './part-job.js'

/** How long a part may be stranded: a data centre that restarts is back by then. */
const PATIENCE_MS = 30_000
/** Waits that Telegram asks for are known beforehand: longer ones are passed on to whoever asked. */
const MAX_FLOOD_PATIENCE_MS = 10_000
const MAX_FAILURES = 20
const MAX_STALE_REFERENCES = 4
/** A straggler: so many times the time it should take, and so long at least. */
const HEDGE_FACTOR = 3
const MIN_HEDGE_MS = 400
/** A look-up is one small call: it takes a round trip. */
const HEDGE_LOOK_UP_MS = 1000
const SUSPECT_MS = 5000
/** No part takes so long on a connection that works. */
const GIVE_UP_MS = 20_000
/** How often what waits is looked at when nothing else happens. */
const SWEEP_MS = 100
const MAX_REMEMBERED_FILES = 50_000
const GONE_FOR_MS = 30_000
const OUTRUN = new Error('Another client found the file first')

/** One attempt that came to nothing. */
export interface PartTrouble {
  readonly streamId: string
  /** All who wait for the part. */
  readonly streamIds: readonly string[]
  readonly client: string
  readonly logMessageId: number
  readonly offsetBytes: number
  /** What it says of what helps, or the code of the error. */
  readonly kind: string
  /** Nobody else is asked. */
  readonly isOver: boolean
}

export class PartScheduler implements Disposable {
  readonly #queue = new FairQueue<PartJob>()
  /** What waits and what is on its way. */
  readonly #jobs = new Set<PartJob>()
  /** By their spots. */
  readonly #dcs = new RecentMap<string, number>(MAX_REMEMBERED_FILES)
  readonly #gone = new RecentMap<string, number>(MAX_REMEMBERED_FILES)
  /** Those being looked up whose data centre nobody knows yet. */
  readonly #locating = new Set<string>()
  readonly #stopListening: () => void
  #isPumpDue = false
  #sweeper: NodeJS.Timeout | null = null
  #turn = 0
  #sweptMs = -Infinity
  #isStopped = false

  constructor(
    private readonly fleet: Fleet,
    private readonly now: () => number = () => performance.now(),
    private readonly onTrouble: (trouble: PartTrouble, error: unknown) => void = () => {},
  ) {
    this.#stopListening = fleet.onChange(() => this.#pumpSoon())
  }

  /** Parts that wait for a connection. */
  get waiting(): number {
    return this.#queue.size
  }

  /** @throws StreamBotError file_gone, telegram_unavailable, shutting_down; the signal's reason when aborted */
  read(ask: PartAsk, signal: AbortSignal): Promise<FetchedPart> {
    signal.throwIfAborted()
    if (this.#isStopped) return Promise.reject(stopping())
    const goneUntilMs = this.#gone.get(spotOf(ask)) ?? 0
    if (this.now() < goneUntilMs) return Promise.reject(gone(ask.logMessageId))
    return new Promise((resolve, reject) => {
      const abort = () => job.fail(signal.reason as Error)
      const job = new PartJob(
        ask,
        (part) => {
          signal.removeEventListener('abort', abort)
          this.#jobs.delete(job)
          resolve(part)
        },
        (error) => {
          signal.removeEventListener('abort', abort)
          this.#jobs.delete(job)
          this.#queue.remove(job)
          reject(error)
        },
      )
      signal.addEventListener('abort', abort, { once: true })
      this.#jobs.add(job)
      this.#queue.push(job)
      this.#pumpSoon()
    })
  }

  [Symbol.dispose](): void {
    this.#isStopped = true
    this.#stopListening()
    this.#stopSweeping()
    for (const job of [...this.#jobs]) job.fail(stopping())
  }

  #pumpSoon(): void {
    if (this.#isPumpDue) return
    this.#isPumpDue = true
    queueMicrotask(() => {
      this.#isPumpDue = false
      this.#pump()
    })
  }

  #pump(): void {
    if (this.#queue.size === 0) return this.#stopSweeping()
    const candidates = this.fleet.candidates()
    const shortage: Shortage = { wanted: new Set(), full: new Set() }
    for (;;) {
      const taken = this.#queue.take((job) => this.#place(job, candidates.carriers, shortage))
      if (!taken) break
      this.#turn++
      taken.item.strandedSinceMs = null
      void this.#attempt(taken.item, taken.place)
    }
    if (this.#queue.size === 0) return this.#stopSweeping()
    for (const dcId of shortage.wanted) this.#openLines(candidates.carriers, dcId)
    const isDue = this.now() - this.#sweptMs >= SWEEP_MS
    if (isDue || candidates.carriers.length === 0) this.#giveUpStranded(candidates)
    this.#sweeper ??= setInterval(() => this.#pump(), SWEEP_MS)
  }

  #stopSweeping(): void {
    if (this.#sweeper) clearInterval(this.#sweeper)
    this.#sweeper = null
  }

  /**
   * Where a part goes now; a file nobody has looked up yet goes to a client without a connection, to be looked up.
   * @param shortage gathered on the way: thousands may wait, and each is asked about again and again
   */
  #place(
    job: PartJob,
    carriers: readonly Carrier[],
    shortage: Shortage = { wanted: new Set(), full: new Set() },
  ): Place | { carrier: Carrier; line: null } | null {
    const dcId = this.#dcs.peek(job.spot)
    if (dcId === undefined) return this.#locating.has(job.spot) ? null : this.#placeLookUp(job, carriers)
    if (shortage.full.has(dcId)) return null
    const nowMs = this.now()
    const wish = {
      messageId: job.messageId,
      dcId,
      lengthBytes: job.part.lengthBytes,
      isAvoided: (carrier: Carrier) => job.isAvoided(carrier, nowMs),
      isTaken: (line: Line) => job.isTaken(line),
    }
    const place = chooseLine(carriers, wish, this.#turn)
    if (place) return place
    shortage.wanted.add(dcId)
    // One that avoids somebody says nothing of the others.
    if (job.failures === 0) shortage.full.add(dcId)
    return null
  }

  #placeLookUp(job: PartJob, carriers: readonly Carrier[]): { carrier: Carrier; line: null } | null {
    const nowMs = this.now()
    const open = carriers.filter((it) => !job.isAvoided(it, nowMs))
    const carrier = open[this.#turn % Math.max(1, open.length)]
    return carrier ? { carrier, line: null } : null
  }

  /** Connections are opened for what waits: one more at whichever clients have the fewest. */
  #openLines(carriers: readonly Carrier[], dcId: number): void {
    const counted = carriers.map((carrier) => ({ carrier, count: [...carrier.lines(dcId)].length }))
    const fewest = Math.min(...counted.map(({ count }) => count))
    for (const { carrier, count } of counted) if (count === fewest) carrier.openLine(dcId)
  }

  async #attempt(job: PartJob, { carrier, line }: { carrier: Carrier; line: Line | null }): Promise<void> {
    const attempt: Attempt = { carrier, line, file: null, abort: new AbortController() }
    const place = line?.pace.reserve(job.part.lengthBytes) ?? null
    if (!line) this.#locating.add(job.spot)
    job.attempts.add(attempt)
    const watch = line ? this.#watch(job, attempt, line) : this.#watchLookUp(job, attempt)
    try {
      await this.#bring(job, attempt, place)
    } catch (error) {
      if (!job.isSettled && error !== OUTRUN) this.#recover(job, attempt, error)
    } finally {
      clearInterval(watch)
      place?.end(0)
      if (!line) this.#locating.delete(job.spot)
      job.attempts.delete(attempt)
      this.#requeue(job)
      this.#pumpSoon()
    }
  }

  /** Back into the queue, unless it is settled or another attempt is under way. */
  #requeue(job: PartJob): void {
    if (!job.isSettled && job.attempts.size === 0) this.#queue.pushBack(job)
  }

  async #bring(job: PartJob, attempt: Attempt, place: Reservation | null): Promise<void> {
    const { messageId, part } = job
    const { carrier, line, abort } = attempt
    const file = await carrier.locate(messageId, abort.signal)
    const location = file && job.isOf(file.file) ? job.locationIn(file) : undefined
    if (!file || !location) throw gone(messageId)
    attempt.file = file
    const dcId = this.#dcs.get(job.spot) ?? location.dcId
    this.#dcs.set(job.spot, dcId)
    // Telegram said so to another client already.
    if (location.dcId !== dcId) this.#relocate(job, carrier, dcId)
    if (!line || !place) {
      for (const other of job.attempts) if (other !== attempt) other.abort.abort(OUTRUN)
      return
    }
    abort.signal.throwIfAborted()
    job.sent()
    const lent = await carrier.fetch(line, { ...file, location: { ...location, dcId } }, part, place, abort.signal)
    this.#suspectOvertaken(job, attempt)
    const isTaken = job.succeed({ bytes: lent.bytes, release: () => lent.release(), servedBy: carrier.name })
    if (!isTaken) lent.release()
  }

  /** Connections that were asked earlier and are overtaken look idle when they may be dead: others come first for a while. */
  #suspectOvertaken(job: PartJob, winner: Attempt): void {
    if (job.isSettled) return
    for (const attempt of job.attempts) {
      if (attempt === winner) return
      attempt.line?.pace.coolDownUntil(this.now() + SUSPECT_MS)
    }
  }

  /** A straggler is asked for elsewhere too; one that does not come at all is given up. */
  #watch(job: PartJob, attempt: Attempt, line: Line): NodeJS.Timeout {
    const startedMs = this.now()
    const hedgeMs = Math.max(MIN_HEDGE_MS, HEDGE_FACTOR * line.pace.expectedMs(0))
    return setInterval(() => {
      const tookMs = this.now() - startedMs
      if (tookMs > Math.max(GIVE_UP_MS, hedgeMs)) attempt.abort.abort(new Error('Telegram did not answer in time'))
      else if (tookMs > hedgeMs) this.#hedge(job)
    }, MIN_HEDGE_MS / 2)
  }

  /** The other parts of the file wait for it as well. */
  #watchLookUp(job: PartJob, { carrier: slow }: Attempt): NodeJS.Timeout {
    return setTimeout(() => {
      if (job.isSettled || job.attempts.size !== 1) return
      const others = this.fleet.candidates().carriers.filter((carrier) => carrier !== slow)
      const place = this.#placeLookUp(job, others)
      if (place) void this.#attempt(job, place)
    }, HEDGE_LOOK_UP_MS)
  }

  #hedge(job: PartJob): void {
    if (job.isSettled || job.isHedged || job.attempts.size !== 1) return
    const [busy] = job.attempts
    const { carriers } = this.fleet.candidates()
    const others = carriers.filter((carrier) => carrier !== busy?.carrier)
    const asked = others.length > 0 ? others : carriers
    const place = this.#place(job, asked)
    if (!place?.line) return this.#openElsewhere(job, asked)
    job.isHedged = true
    void this.#attempt(job, place)
  }

  /** A straggler whose connection is the only one: the next look finds another. */
  #openElsewhere(job: PartJob, carriers: readonly Carrier[]): void {
    const dcId = this.#dcs.peek(job.spot)
    if (dcId === undefined) return
    const hasOther = carriers.some((carrier) => [...carrier.lines(dcId)].some((line) => !job.isTaken(line)))
    if (!hasOther) this.#openLines(carriers, dcId)
  }

  /** Makes the next attempt worth while, or ends the job with what is final. */
  #recover(job: PartJob, attempt: Attempt, error: unknown): void {
    if (error instanceof StreamBotError) {
      // One client may see less than the others: it was let into the channel late, or out of it.
      const isGone = error.code === 'file_gone'
      const isSeen = isGone && this.#isSeenByAnother(job, attempt.carrier)
      this.#tell(job, attempt.carrier, { kind: error.code, isOver: !isSeen }, error)
      if (isSeen) return
      if (isGone) this.#gone.set(job.spot, this.now() + GONE_FOR_MS)
      return job.fail(error)
    }
    // One at a time: when one of two fails, the other may still be a straggler.
    job.isHedged = false
    const verdict = judge(error)
    this.#react(job, attempt, verdict, error)
    const isHopeless =
      verdict.kind === 'fatal' ||
      job.failures > MAX_FAILURES ||
      job.staleReferences > MAX_STALE_REFERENCES ||
      this.now() - (job.floodedSinceMs ?? Infinity) > PATIENCE_MS
    this.#tell(job, attempt.carrier, { kind: verdict.kind, isOver: isHopeless }, error)
    if (isHopeless) job.fail(toStreamBotError(error, `Reading message ${job.messageId} of the log channel`))
  }

  #tell(job: PartJob, carrier: Carrier, what: Pick<PartTrouble, 'kind' | 'isOver'>, error: unknown): void {
    const { streamId, streamIds, messageId: logMessageId, part } = job
    const { offsetBytes } = part
    this.onTrouble({ streamId, streamIds, client: carrier.name, logMessageId, offsetBytes, ...what }, error)
  }

  /** Whether somebody is left to ask who has not looked yet. */
  #isSeenByAnother(job: PartJob, carrier: Carrier): boolean {
    job.notSeenBy(carrier)
    job.failures++
    return this.fleet.candidates().carriers.some((other) => !job.isBlind(other))
  }

  #react(job: PartJob, { carrier, line, file }: Attempt, verdict: Verdict, error: unknown): void {
    const nowMs = this.now()
    switch (verdict.kind) {
      case 'cool_down':
        job.floodedSinceMs ??= nowMs
        if (verdict.scope === 'connection' && line) line.pace.coolDownUntil(nowMs + verdict.waitMs)
        else carrier.coolDown(verdict.waitMs)
        return
      case 'stale_reference':
        job.staleReferences++
        if (file) carrier.forget(job.messageId, file)
        return
      case 'other_dc':
        job.failures++
        this.#dcs.set(job.spot, verdict.dcId)
        return this.#relocate(job, carrier, verdict.dcId)
      case 'client_lost':
        job.failures++
        job.avoid(carrier, nowMs)
        return this.fleet.reportLost(carrier, error)
      case 'retry':
        job.failures++
        // A line that is gone says nothing of its client, unless it happens again.
        if (!line?.isClosed || job.failures > 1) job.avoid(carrier, nowMs)
        return
      case 'fatal':
    }
  }

  /** A thumbnail's place is known by its spot alone. */
  #relocate(job: PartJob, carrier: Carrier, dcId: number): void {
    if (!job.isOfThumbnail) carrier.relocate(job.messageId, dcId)
  }

  #giveUpStranded({ carriers, retryAfterMs }: Candidates): void {
    const nowMs = this.now()
    this.#sweptMs = nowMs
    const hindrances = new Map<number | undefined, Hindrance>()
    for (const job of this.#queue) {
      const dcId = this.#dcs.peek(job.spot)
      let hindrance = hindrances.get(dcId)
      if (!hindrance) hindrances.set(dcId, (hindrance = this.#hindrance(dcId, carriers, retryAfterMs, nowMs)))
      const { waitMs, isStranded } = hindrance
      if (waitMs === null && !isStranded) {
        job.strandedSinceMs = null
        continue
      }
      job.strandedSinceMs ??= nowMs
      const strandedMs = nowMs - job.strandedSinceMs
      const isTooLong = waitMs === null ? strandedMs > PATIENCE_MS : strandedMs + waitMs > MAX_FLOOD_PATIENCE_MS
      if (isTooLong) job.fail(unavailable(job, waitMs))
    }
  }

  /** What keeps parts of one data centre from moving. Connections that are merely busy do not: they take each in time. */
  #hindrance(
    dcId: number | undefined,
    carriers: readonly Carrier[],
    retryAfterMs: number | null,
    nowMs: number,
  ): Hindrance {
    if (carriers.length === 0) return { waitMs: retryAfterMs, isStranded: true }
    if (dcId === undefined) return { waitMs: null, isStranded: false }
    const lines = carriers.flatMap((carrier) => [...carrier.lines(dcId)])
    if (lines.length === 0) return { waitMs: null, isStranded: true }
    // A connection that is being opened has an allowance of its own.
    if (carriers.some((carrier) => carrier.isOpeningLine(dcId))) return { waitMs: null, isStranded: false }
    const waitMs = Math.min(...lines.map(({ pace }) => pace.coolUntilMs - nowMs))
    return { waitMs: waitMs > 0 ? waitMs : null, isStranded: false }
  }
}

/** Data centres, by what is missing there. */
interface Shortage {
  /** Something waits that got no place. */
  readonly wanted: Set<number>
  /** No connection has room for anybody. */
  readonly full: Set<number>
}

interface Hindrance {
  /** Everybody was told to wait for so long; null: not so. */
  readonly waitMs: number | null
  /** Nobody has a connection. */
  readonly isStranded: boolean
}

function stopping(): StreamBotError {
  return new StreamBotError('shutting_down', 'The server is stopping')
}

function gone(messageId: number): StreamBotError {
  return new StreamBotError('file_gone', `Message ${messageId} left the log channel`)
}

function unavailable(job: PartJob, retryAfterMs: number | null): StreamBotError {
  return new StreamBotError(
    'telegram_unavailable',
    `No bot can bring the part at ${job.part.offsetBytes} of message ${job.messageId} right now`,
    retryAfterMs === null ? {} : { retryAfterMs },
  )
}
