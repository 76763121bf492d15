import { SlidingWindow, takeFromAll, type WindowAnswer } from '../../core/sliding-window.js'
import type { WindowDecision, WindowStore, WindowWish } from '../../ports/window-store.js'
import type { Collections } from './collections.js'
import { toWindowDocument, type WindowDocument } from './documents.js'
import type { MongoCalls } from './mongo-calls.js'
import { prune } from './prune.js'
import { isDuplicateKey } from './translate-error.js'
import { Turns } from './turns.js'

/** A window as it was read, to be changed and written where nobody else has changed it since. */
interface OpenWindow {
  readonly key: string
  readonly windowMs: number
  readonly window: SlidingWindow
  readonly before: WindowDocument | null
}

/**
 * Compare-and-set of one document per window. Of several windows each is set by itself; where one is lost, those set before are given
 * back and all is decided anew. So nobody gets in too often, but somebody may be refused by what another instance gives back a moment later.
 */
export class MongoWindowStore implements WindowStore {
  readonly #turns = new Turns()

  constructor(
    private readonly windows: Collections['windows'],
    private readonly calls: MongoCalls,
  ) {}

  take(wishes: readonly WindowWish[], nowMs: number, name: string | null = null): Promise<WindowDecision> {
    const deadline = this.calls.deadline()
    const trying = () => this.#tryToTake(wishes, nowMs, name)
    return this.#turns.take(keysOf(wishes), () => this.calls.untilWon(trying, deadline))
  }

  async giveBack(keys: readonly string[], counted: number | string): Promise<void> {
    const deadline = this.calls.deadline()
    await this.#turns.take(keys, () => Promise.all(keys.map((key) => this.#giveBack(key, counted, deadline))))
  }

  async peek({ key, rule }: WindowWish, nowMs: number): Promise<WindowAnswer> {
    const document = await this.calls.repeatable(() => this.windows.findOne({ _id: key }))
    return new SlidingWindow(document?.moments).peek(rule, nowMs)
  }

  prune(nowMs: number): Promise<number> {
    return prune(this.windows, this.calls, { emptyAtMs: { $lte: nowMs } })
  }

  /** @returns null when somebody else was faster */
  async #tryToTake(wishes: readonly WindowWish[], nowMs: number, name: string | null): Promise<WindowDecision | null> {
    const found = await this.windows.find({ _id: { $in: keysOf(wishes) } }).toArray()
    const documents = new Map(found.map((document) => [document._id, document]))
    const asked = wishes.map(({ key, rule }) => ({
      ...toOpenWindow(key, rule.windowMs, documents.get(key) ?? null),
      rule,
    }))
    const decision = takeFromAll(asked, nowMs, name)
    const taken: string[] = []
    // The same order for everybody: of two who want the same windows one is refused by the first, not each by the other.
    for (const open of asked.filter(isChanged).sort(byKey)) {
      if (await this.#write(open)) {
        taken.push(open.key)
        continue
      }
      // A refusal is true all the same: only what it has tidied up is lost.
      if (!decision.ok) return decision
      await Promise.all(taken.map((key) => this.#giveBack(key, name ?? nowMs)))
      return null
    }
    return decision
  }

  async #giveBack(key: string, counted: number | string, deadline = this.calls.deadline()): Promise<void> {
    await this.calls.untilWon(async () => {
      const document = await this.windows.findOne({ _id: key })
      if (!document) return true
      const open = toOpenWindow(key, document.windowMs, document)
      if (!open.window.giveBack(counted)) return true
      return (await this.#write(open)) || null
    }, deadline)
  }

  /** @returns false when somebody else has changed it since it was read */
  async #write({ key, windowMs, window, before }: OpenWindow): Promise<boolean> {
    const { _id, ...fields } = toWindowDocument(key, windowMs, window.moments, window.named)
    if (before) {
      const isAsRead = { _id, version: before.version }
      if (fields.moments.length === 0) return (await this.windows.deleteOne(isAsRead)).deletedCount > 0
      return (await this.windows.replaceOne(isAsRead, fields)).matchedCount > 0
    }
    try {
      await this.windows.insertOne({ _id, ...fields })
      return true
    } catch (error) {
      if (isDuplicateKey(error)) return false
      throw error
    }
  }
}

function keysOf(wishes: readonly WindowWish[]): string[] {
  return wishes.map(({ key }) => key)
}

function toOpenWindow(key: string, windowMs: number, before: WindowDocument | null): OpenWindow {
  return { key, windowMs, window: new SlidingWindow(before?.moments, before?.named), before }
}

/** Also by what a refusal leaves: moments that are gone, or were in the future. */
function isChanged({ window, before }: OpenWindow): boolean {
  const { moments } = window
  return moments.length !== (before?.moments.length ?? 0) || moments.some((ms, at) => ms !== before?.moments[at])
}

function byKey(one: OpenWindow, other: OpenWindow): number {
  return one.key < other.key ? -1 : 1
}
