/**
 * Tells admins what they have to mend: what a look at the set-up finds new goes into the log, and to each of them in one message. Each finding
 * once, and again only after it was well in between. An admin who cannot be written to is told as soon as they can, and the log says so once.
 */
import type { SetupFinding, SetupFindingId, SetupSubject } from '../actions/setup-findings.js'
import type { ClientReport } from '../core/client-status.js'
import { SlidingWindow } from '../core/sliding-window.js'
import type { Messenger } from '../ports/messenger.js'
import { findingLines, findingText, fixText } from './cards/findings.js'
import { fitting } from './cards/fitting.js'
import { OpenFindings, type OpenFinding } from './open-findings.js'
import { textsFor } from './texts/texts.js'

export interface NoticeTimings {
  /** The bots are looked at so often; the set-up too, as soon as one of them fares otherwise. */
  readonly lookEveryMs: number
  /** The set-up in any case; what is in doubt is looked at again much sooner. */
  readonly checkEveryMs: number
}

export const NOTICE_TIMINGS: NoticeTimings = { lookEveryMs: 10_000, checkEveryMs: 300_000 }

const SOONER = 1 / 5
/** Messages to one admin; what is found beyond them is told later. */
const MESSAGES = { limit: 6, windowMs: 3_600_000 }
const SEND_LIMIT_MS = 60_000

/** Warnings that people notice. The others stand in the log, and `/doctor` tells of them. */
const WORTH_A_MESSAGE: ReadonlySet<SetupFindingId> = new Set([
  'base_url_without_tls',
  'base_url_unreachable',
  'base_url_redirects',
])

/** Whoever asks it says so in the log when it goes and when it is back. */
const LOGGED_ELSEWHERE: ReadonlySet<SetupSubject> = new Set(['database'])

export interface AdminNoticesDeps {
  readonly clock: { now(): number }
  readonly messenger: Pick<Messenger, 'send'>
  readonly adminIds: readonly number[]
  readonly checkSetup: (signal: AbortSignal) => Promise<SetupFinding[]>
  readonly clients: () => readonly ClientReport[]
  /** Of an admin who is not writing just now, as an IETF tag; null: not known. */
  readonly languageOf: (userId: number) => Promise<string | null>
  /** Resolves after so long, or rejects with the signal's reason. */
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>
  readonly timings: NoticeTimings
  readonly log: NoticeLog
}

export interface NoticeLog {
  /** @param text in English, plain */
  found(finding: SetupFinding, text: string): void
  mended(finding: SetupFinding, text: string): void
  /** Once for each admin, until they could be told. */
  untold(adminId: number, error: unknown): void
  /** A look at the set-up that came to nothing. */
  trouble(error: unknown): void
}

export class AdminNotices implements AsyncDisposable {
  readonly #stop = new AbortController()
  readonly #open = new OpenFindings()
  readonly #windows = new Map<number, SlidingWindow>()
  readonly #untold = new Set<number>()
  readonly #life: Promise<void>
  #nextCheckMs = 0
  #fared = ''

  constructor(private readonly deps: AdminNoticesDeps) {
    this.#life = this.#live()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort(new Error('The server stops'))
    await this.#life
  }

  /** Never rejects. */
  async #live(): Promise<void> {
    const { deps } = this
    const { signal } = this.#stop
    while (!signal.aborted) {
      try {
        await deps.pause(deps.timings.lookEveryMs, signal)
        if (this.#isDue()) await this.#check(signal)
      } catch (error) {
        if (!signal.aborted) deps.log.trouble(error)
      }
    }
  }

  #isDue(): boolean {
    const fared = this.#fared
    this.#fared = this.deps.clients().reduce((all, { name, state, reason }) => `${all}\n${name} ${state} ${reason}`, '')
    return this.#fared !== fared || this.deps.clock.now() >= this.#nextCheckMs
  }

  async #check(signal: AbortSignal): Promise<void> {
    const { clock, checkSetup, timings, adminIds } = this.deps
    this.#nextCheckMs = clock.now() + timings.checkEveryMs
    const { news, mended } = this.#open.look(await checkSetup(signal))
    if (this.#open.isInDoubt) this.#nextCheckMs = clock.now() + timings.checkEveryMs * SOONER
    this.#log(news, mended)
    for (const adminId of adminIds) await this.#tell(adminId, signal)
  }

  #log(news: readonly SetupFinding[], mended: readonly SetupFinding[]): void {
    const { log } = this.deps
    const texts = textsFor('en')
    const isNew = ({ subject }: SetupFinding) => !LOGGED_ELSEWHERE.has(subject)
    for (const finding of news.filter(isNew)) {
      const fix = fixText(texts, finding)
      log.found(finding, [findingText(texts, finding), ...(fix === null ? [] : [fix])].join(' '))
    }
    for (const finding of mended.filter(isNew)) log.mended(finding, findingText(texts, finding))
  }

  async #tell(adminId: number, signal: AbortSignal): Promise<void> {
    const { clock, messenger, log } = this.deps
    const news = this.#open.believed.filter(({ finding, told }) => isWorthIt(finding) && !told.has(adminId))
    const window = this.#windowOf(adminId)
    if (news.length === 0 || !window.peek(MESSAGES, clock.now()).ok) return
    const to = { chatId: adminId, replyTo: null, name: `notice ${clock.now()}` }
    const limit = AbortSignal.any([signal, AbortSignal.timeout(SEND_LIMIT_MS)])
    try {
      // The name is new, so that nothing was sent under it before.
      const sent = await messenger.send(to, { html: await this.#message(adminId, news) }, limit)
      if (sent === null) throw new Error('the bot is blocked, or the account gone')
      window.take(MESSAGES, clock.now())
      for (const { told } of news) told.add(adminId)
      this.#untold.delete(adminId)
    } catch (error) {
      signal.throwIfAborted()
      if (!this.#untold.has(adminId)) log.untold(adminId, error)
      this.#untold.add(adminId)
    }
  }

  async #message(adminId: number, news: readonly OpenFinding[]): Promise<string> {
    const texts = textsFor(await this.deps.languageOf(adminId))
    const { setup } = texts.admins
    const pieces = news.map(({ finding }) => findingLines(texts, finding))
    const around = `${setup.notice}\n\n\n${setup.noticeEnd}`
    const shown = fitting(pieces, (count) => setup.more(texts.formats.number(count)), { around })
    return [setup.notice, '', ...shown, '', setup.noticeEnd].join('\n')
  }

  #windowOf(adminId: number): SlidingWindow {
    const window = this.#windows.get(adminId) ?? new SlidingWindow()
    this.#windows.set(adminId, window)
    return window
  }
}

function isWorthIt({ id, level }: SetupFinding): boolean {
  return level === 'error' || WORTH_A_MESSAGE.has(id)
}
