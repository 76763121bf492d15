/**
 * Brings news to every live session that wants updates. The session whose call caused the news gets its share as
 * the call's answer instead. Only unnumbered news (button presses, typing) is lost on an account with no session;
 * presses are kept by the world until answered, so getDifference still delivers them.
 */
import type { tl } from '@mtcute/core'
import type { Caller } from '../../dispatcher.js'
import type { Session, SessionObserver } from '../../mtproto/session.js'
import type { Account } from '../../world/account.js'
import type { AccountUpdate, AddressedUpdate } from '../../world/account-update.js'
import { toSeconds } from '../../world/seconds.js'
import type { World } from '../../world/world.js'
import { View } from '../view/view.js'
import { toUpdate } from './update-view.js'

interface Acting {
  readonly session: Session
  readonly accountId: number
  readonly news: AccountUpdate[]
}

export class UpdatesHub implements SessionObserver {
  readonly #world: World
  readonly #sessions = new Set<Session>()
  #acting: Acting | null = null

  constructor(world: World) {
    this.#world = world
    world.bus.listen((batch) => this.#deliver(batch))
  }

  opened(session: Session): void {
    this.#sessions.add(session)
  }

  closed(session: Session): void {
    this.#sessions.delete(session)
  }

  /** Runs a synchronous operation on the caller's behalf; what it means for the caller's account is the answer. */
  act<Result>(caller: Caller, account: Account, operation: () => Result): { result: Result; news: AccountUpdate[] } {
    const acting = { session: caller.session, accountId: account.id, news: [] }
    this.#acting = acting
    try {
      return { result: this.#world.bus.together(operation), news: acting.news }
    } finally {
      this.#acting = null
    }
  }

  /** A container of updates for one account; `first` goes before the news (updateMessageID does). */
  toUpdates(account: Account, news: readonly AccountUpdate[], first: readonly tl.TypeUpdate[] = []): tl.RawUpdates {
    const view = new View(this.#world, account)
    const updates = news.map((update) => toUpdate(view, update)).filter((update) => update !== null)
    const date = toSeconds(this.#world.clock.now())
    return { _: 'updates', updates: [...first, ...updates], ...view.peers(), date, seq: 0 }
  }

  #deliver(batch: readonly AddressedUpdate[]): void {
    const byAccount = new Map<number, AccountUpdate[]>()
    for (const { accountId, update } of batch) {
      const news = byAccount.get(accountId) ?? []
      byAccount.set(accountId, news)
      news.push(update)
    }
    for (const [accountId, news] of byAccount) {
      const isActor = this.#acting?.accountId === accountId
      if (isActor) this.#acting?.news.push(...news)
      this.#push(accountId, news, isActor ? (this.#acting?.session ?? null) : null)
    }
  }

  #push(accountId: number, news: readonly AccountUpdate[], except: Session | null): void {
    const listening = [...this.#sessions].filter(
      (session) => session !== except && session.wantsUpdates && session.authKey.accountId === accountId,
    )
    if (listening.length === 0) return
    const updates = this.toUpdates(this.#world.accounts.get(accountId), news)
    if (updates.updates.length === 0) return
    for (const session of listening) session.push(updates)
    for (const update of news) {
      if (update.kind === 'callbackQuery') this.#world.callbacks.delivered(update.query.id)
    }
  }
}
