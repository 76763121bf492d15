/**
 * One message of an admin to everybody who ever talked to the bot, exactly once each. One broadcast at a time, the oldest first; they are all in the
 * database, so that a start goes on where the last one stopped, however it stopped. Instances do not divide a broadcast: whoever
 * finds that another one has moved it stands back, and looks now and then whether it still does.
 */
import type { Broadcast } from '../core/broadcast.js'
import type { SteadyTime } from '../ports/clock.js'
import type { BroadcastCursor, BroadcastStore } from '../ports/broadcast-store.js'
import type { BroadcastSender } from '../ports/broadcast-sender.js'
import type { UserStore } from '../ports/user-store.js'
import { audit, type Actor, type AuditDeps } from './audit.js'
import { BroadcastListeners, type ProgressListener } from './broadcast-listeners.js'
import { BroadcastPace } from './broadcast-pace.js'
import { patiently } from './broadcast-patience.js'
import { BroadcastRun, type BroadcastProgress, type RunDeps, type RunEnd } from './broadcast-run.js'
import { randomId } from './random-id.js'

/** Longer than a step takes, by far. */
const STAND_BACK_MS = 30_000
/** After something that should not happen. */
const RECOVER_MS = 30_000

export type { ProgressListener } from './broadcast-listeners.js'
export type { BroadcastProgress } from './broadcast-run.js'

export interface BroadcastsDeps extends AuditDeps {
  readonly time: SteadyTime
  /** Telegram id of the bot: broadcasts of others are left to them. */
  readonly botId: number
  readonly broadcasts: BroadcastStore
  readonly users: Pick<UserStore, 'page' | 'update' | 'count'>
  readonly sender: BroadcastSender
  readonly perSecond: number
  /** Whether it is this instance that carries them out; another one does otherwise. */
  readonly isOnDuty: () => boolean
  /** What is tried again; not that the database is away. */
  readonly onTrouble: (error: unknown) => void
}

export interface BroadcastMessage {
  readonly chatId: number
  readonly messageId: number
}

export interface ListedBroadcasts {
  readonly broadcasts: readonly BroadcastProgress[]
  /** null: the last page. */
  readonly next: BroadcastCursor | null
}

export interface BroadcastRequest {
  /** 16 hex digits: asked for again with them it is the broadcast that was started first. A random one where it is left out. */
  readonly id?: string
  /** As of `Broadcast`. */
  readonly reportMessageId?: number
  /** Who starts it, for the audit log; the admin where it is left out. */
  readonly actor?: Actor
}

export class Broadcasts implements AsyncDisposable {
  readonly #runDeps: RunDeps
  readonly #stopping = new AbortController()
  readonly #listeners: BroadcastListeners
  #current: BroadcastRun | null = null
  #work: Promise<void> | null = null
  #isWanted = false

  constructor(private readonly deps: BroadcastsDeps) {
    this.#listeners = new BroadcastListeners(deps.time, deps.onTrouble)
    this.#runDeps = { ...deps, pace: new BroadcastPace(deps.perSecond, deps.time) }
  }

  /** @returns the broadcast's id, once it is durable. @throws StreamBotError store_unavailable */
  async start(adminId: number, message: BroadcastMessage, request: BroadcastRequest = {}): Promise<string> {
    const { broadcasts, botId, clock, randomness } = this.deps
    const { id = randomId(randomness), reportMessageId = null } = request
    if (request.id !== undefined && (await broadcasts.find(id))) return id
    const { chatId: fromChatId, messageId } = message
    const from = { botId, adminId, fromChatId, messageId, reportMessageId }
    const nothing = { reason: null, cursor: 0, sent: 0, unreachable: 0, failed: 0, finishedAtMs: null }
    const createdAtMs = clock.now()
    await broadcasts.add({ id, ...from, createdAtMs, state: 'running', ...nothing })
    await this.#audit(request.actor ?? `user:${adminId}`, 'broadcast.start', id, { fromChatId, messageId })
    this.resume()
    return id
  }

  /**
   * At once: whoever has not been asked by then is not. What is in flight lands.
   * @returns false when it was over before, or there is none. @throws StreamBotError store_unavailable; it goes on then
   */
  async cancel(actor: Actor, broadcastId: string): Promise<boolean> {
    const finish = () => this.deps.broadcasts.finish(broadcastId, 'cancelled', this.deps.clock.now(), null)
    const isCancelled = this.#current?.id === broadcastId ? await this.#current.cancel(finish) : await finish()
    if (isCancelled) await this.#audit(actor, 'broadcast.cancel', broadcastId)
    return isCancelled
  }

  /** null: there is none. @throws StreamBotError store_unavailable, of one that is not on its way here */
  async progress(broadcastId: string): Promise<BroadcastProgress | null> {
    if (this.#current?.id === broadcastId) return this.#current.progress
    const found = await this.deps.broadcasts.find(broadcastId)
    if (!found) return null
    return { ...found, people: await this.deps.users.count(), waitsUntilMs: null, failures: [] }
  }

  /** Newest first, whoever started them, on any instance. @throws StreamBotError store_unavailable */
  async list(after: BroadcastCursor | null, limit: number): Promise<ListedBroadcasts> {
    const { broadcasts, users } = this.deps
    const [page, people] = await Promise.all([broadcasts.list(after, limit), users.count()])
    const current = this.#current
    const toProgress = (it: Broadcast) =>
      it.id === current?.id ? current.progress : { ...it, people, waitsUntilMs: null, failures: [] }
    return { broadcasts: page.broadcasts.map(toProgress), next: page.next }
  }

  /** Told every two seconds while a broadcast goes on here, and once when it has ended. @returns what ends it */
  onProgress(listener: ProgressListener): () => void {
    return this.#listeners.add(listener)
  }

  /** Goes on with what was not finished. Call at the start, and whenever another instance has left broadcasts to this one. */
  resume(): void {
    if (!this.deps.isOnDuty()) return
    this.#isWanted = true
    if (this.#work || this.#stopping.signal.aborted) return
    this.#work = this.#workOff()
  }

  /** Nobody more is asked, what is in flight lands, and the next start goes on from there. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping.abort(new Error('The server stops'))
    await this.#current?.stop()
    await this.#work
  }

  /** Never rejects. */
  async #workOff(): Promise<void> {
    const { signal } = this.#stopping
    while (this.#isWanted && !signal.aborted) {
      this.#isWanted = false
      try {
        for (let next = await this.#oldest(); next; next = await this.#oldest()) await this.#carryOut(next)
      } catch (error) {
        if (signal.aborted) break
        this.deps.onTrouble(error)
        this.#isWanted = true
        await this.deps.time.wait(RECOVER_MS, signal).catch(() => {})
      }
    }
    this.#work = null
  }

  async #oldest(): Promise<Broadcast | null> {
    const running = await patiently(this.deps, this.#stopping.signal, () => this.deps.broadcasts.running())
    return running.find(({ botId }) => botId === this.deps.botId) ?? null
  }

  async #carryOut(broadcast: Broadcast): Promise<void> {
    const run = new BroadcastRun(this.#runDeps, broadcast)
    const end = await this.#carry(run)
    switch (end.kind) {
      case 'stopped':
        return
      case 'cancelled':
        return this.#listeners.tell({ ...run.progress, state: 'cancelled', finishedAtMs: this.deps.clock.now() })
      case 'lost':
        return this.#standBack(run)
      case 'done':
        return this.#finish(run, 'done', null)
      case 'unusable':
        return this.#finish(run, 'cancelled', end.reason)
    }
  }

  async #finish(run: BroadcastRun, state: 'done' | 'cancelled', reason: string | null): Promise<void> {
    const { broadcasts, clock } = this.deps
    const { signal } = this.#stopping
    const atMs = clock.now()
    await patiently(this.deps, signal, () => run.settleAccounts())
    const isFirst = await patiently(this.deps, signal, () => broadcasts.finish(run.id, state, atMs, reason))
    if (!isFirst) return this.#standBack(run)
    const { adminId, sent, unreachable, failed } = run.progress
    await this.#audit(`user:${adminId}`, 'broadcast.end', run.id, { state, reason, sent, unreachable, failed })
    this.#listeners.tell({ ...run.progress, state, reason, finishedAtMs: atMs })
  }

  /** Until nobody else goes on with it either, or it is over. */
  async #standBack(run: BroadcastRun): Promise<void> {
    const { signal } = this.#stopping
    const look = () => patiently(this.deps, signal, () => this.deps.broadcasts.find(run.id))
    for (let before: Broadcast | null = null; ;) {
      const found: Broadcast | null = await look()
      if (found?.state !== 'running') {
        if (found) this.#listeners.tell({ ...run.progress, ...found })
        return
      }
      if (found.cursor === before?.cursor) return
      before = found
      await this.deps.time.wait(STAND_BACK_MS, signal)
    }
  }

  async #carry(run: BroadcastRun): Promise<RunEnd> {
    this.#current = run
    try {
      return await this.#listeners.during(
        () => run.progress,
        () => run.run(),
      )
    } finally {
      this.#current = null
    }
  }

  async #audit(actor: Actor, action: string, broadcastId: string, details: object = {}): Promise<void> {
    await audit(this.deps, { actor, action, target: `broadcast:${broadcastId}`, details })
  }
}
