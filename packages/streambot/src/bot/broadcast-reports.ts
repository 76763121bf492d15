/**
 * Tells an admin how far their message to everybody is: in one message that is changed in place every few seconds, and once more when it is
 * over. Which message that is stands with the broadcast, so a restart changes nothing.
 */
import type { BroadcastProgress, ProgressListener } from '../actions/broadcasts.js'
import type { BotDeps } from './bot-deps.js'
import { broadcastCard } from './cards/broadcast-card.js'
import { untilTelegramAnswers } from './patience.js'
import { signPress } from './press-data.js'
import { textsFor } from './texts/texts.js'

/** Telegram lets nobody change a message more often for long. */
const CHANGE_EVERY_MS = 4000

export interface BroadcastReportsDeps {
  readonly bot: Pick<BotDeps, 'clock' | 'messenger' | 'pause' | 'pressKeys' | 'logger'>
  /** Of an admin who is not writing just now, as an IETF tag; null: not known. */
  readonly languageOf: (userId: number) => Promise<string | null>
  /** @returns what ends it */
  readonly onProgress: (listener: ProgressListener) => () => void
}

export class BroadcastReports implements AsyncDisposable {
  readonly #stop = new AbortController()
  readonly #forget: () => void
  /** The newest that is not shown yet, by broadcast. One goes on at a time, so there are few. */
  readonly #waiting = new Map<string, BroadcastProgress>()
  #showing: Promise<void> | null = null
  #shownAtMs = -Infinity

  constructor(private readonly deps: BroadcastReportsDeps) {
    this.#forget = deps.onProgress((progress) => this.#told(progress))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#forget()
    this.#stop.abort(new Error('The server stops'))
    await this.#showing
  }

  #told(progress: BroadcastProgress): void {
    const isDue = this.deps.bot.clock.now() - this.#shownAtMs >= CHANGE_EVERY_MS
    if (progress.reportMessageId === null || (progress.state === 'running' && !isDue)) return
    this.#waiting.set(progress.id, progress)
    this.#work()
  }

  #work(): void {
    if (this.#waiting.size === 0 || this.#stop.signal.aborted) return
    this.#showing ??= this.#showAll().finally(() => {
      this.#showing = null
      this.#work()
    })
  }

  /** Never rejects. */
  async #showAll(): Promise<void> {
    for (const [id, progress] of this.#waiting) {
      this.#waiting.delete(id)
      this.#shownAtMs = this.deps.bot.clock.now()
      try {
        await this.#show(progress)
      } catch (error) {
        if (this.#stop.signal.aborted) return
        this.deps.bot.logger.warn({ err: error, broadcastId: id }, 'An admin could not be told how far a broadcast is')
      }
    }
  }

  async #show(progress: BroadcastProgress): Promise<void> {
    const { bot, languageOf } = this.deps
    const { adminId, reportMessageId, state } = progress
    if (reportMessageId === null) return
    const button = (text: string, name: string, ...args: readonly string[]) => {
      return { text, data: signPress(bot.pressKeys, adminId, { name, args }) }
    }
    const card = broadcastCard({ texts: textsFor(await languageOf(adminId)), button }, progress)
    const edit = () => bot.messenger.edit(adminId, reportMessageId, card, this.#stop.signal)
    // There will be another report of one that goes on.
    await (state === 'running' ? edit() : untilTelegramAnswers(bot, this.#stop.signal, edit))
  }
}
