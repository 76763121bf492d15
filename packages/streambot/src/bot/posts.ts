/**
 * Posts with files, in channels where the bot may edit what others post: each gets buttons with its links. A post that has buttons is left alone,
 * so none is dealt with twice; one that comes again after a crash gets the links it had.
 */
import { RecentMap } from '../core/recent-map.js'
import type { ChannelPost } from '../ports/messenger.js'
import type { BotDeps } from './bot-deps.js'
import { openButtons } from './cards/link-card.js'
import { FairLine } from './fair-line.js'
import { untilTelegramAnswers } from './patience.js'
import { textsFor } from './texts/texts.js'

/** An owner is a channel: its posts are dealt with one by one. */
const LIMITS = { running: 4, runningPerOwner: 1, waiting: 2000, waitingPerOwner: 500 }
const MAX_CHANNELS = 1000
/** Whoever gives the bot the right to edit sees it work with the next post but one, at the latest. */
const RIGHTS_KNOWN_MS = 60_000
const HANDLER_TIMEOUT_MS = 60_000

export class Posts {
  readonly #line = new FairLine(LIMITS)
  readonly #rights = new RecentMap<number, { readonly mayEdit: boolean; readonly untilMs: number }>(MAX_CHANNELS)
  #isOwnerMissed = false

  /** @param stop aborted when the bot stops */
  constructor(
    private readonly deps: BotDeps,
    private readonly stop: AbortSignal,
  ) {}

  /** Resolves when it is dealt with; rejects when that was cancelled, and it has to come again. */
  async add(post: ChannelPost): Promise<void> {
    const { channelId } = post
    if (post.hasButtons || !this.deps.actions.people.isForPosts(channelId)) return
    const turn = this.#line.add(`${channelId}`, () => this.#handle(post))
    if (turn) return turn
    this.deps.logger.warn({ channelId }, 'Too many posts are waiting for their buttons; this one gets none')
  }

  /** What waits rejects with this. */
  clear(reason: unknown): void {
    this.#line.clear(reason)
  }

  async #handle(post: ChannelPost): Promise<void> {
    const { channelId } = post
    const signal = AbortSignal.any([this.stop, AbortSignal.timeout(HANDLER_TIMEOUT_MS)])
    try {
      if (await this.#mayEdit(channelId, signal)) await this.#putLinks(post, signal)
    } catch (error) {
      this.stop.throwIfAborted()
      this.deps.logger.warn({ err: error, channelId, messageId: post.messageId }, 'A post got no buttons')
    }
  }

  /** Asked before anything is copied. */
  async #mayEdit(channelId: number, signal: AbortSignal): Promise<boolean> {
    const { clock, messenger } = this.deps
    const known = this.#rights.get(channelId)
    if (known && clock.now() < known.untilMs) return known.mayEdit
    const mayEdit = await messenger.mayEditPosts(channelId, signal)
    this.#rights.set(channelId, { mayEdit, untilMs: clock.now() + RIGHTS_KNOWN_MS })
    return mayEdit
  }

  async #putLinks(post: ChannelPost, signal: AbortSignal): Promise<void> {
    const { actions, messenger } = this.deps
    const result = await actions.people.registerPost(post, signal)
    if (result === null) return this.#missOwner()
    if (!result.ok || result.link.revokedAtMs !== null) return
    // Readers of a channel have no language in common that we know of.
    const row = openButtons(textsFor(null), result)
    await untilTelegramAnswers(this.deps, this.stop, async () => {
      if (await messenger.putButtons(post.channelId, post.messageId, [row], this.stop)) return
      this.#rights.delete(post.channelId)
    })
  }

  #missOwner(): void {
    if (this.#isOwnerMissed) return
    this.#isOwnerMissed = true
    this.deps.logger.warn({}, 'Posts get no buttons: their links belong to the first of ADMINS, and there is none')
  }
}
