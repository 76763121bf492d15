/**
 * Where one account finds the files of the log channel. Access hashes and file references belong to the account that saw the
 * message; references expire and are fetched again, once for all who wait.
 */
import type { tl } from '@mtcute/core'
import { untilAborted } from '../../core/until-aborted.js'
import { RecentMap } from '../../core/recent-map.js'
import { readMedia, type LocatedFile } from './media.js'

const MAX_REMEMBERED = 10_000

export class FileLocations {
  readonly #known = new RecentMap<number, LocatedFile>(MAX_REMEMBERED)
  readonly #asked = new Map<number, Promise<LocatedFile | null>>()

  /** @param getMessage channels.getMessages, bounded in time by itself */
  constructor(private readonly getMessage: (messageId: number) => Promise<tl.messages.TypeMessages>) {}

  knows(messageId: number): boolean {
    return this.#known.get(messageId) !== undefined
  }

  /** null: the message is gone or holds no file. */
  async locate(messageId: number, signal: AbortSignal): Promise<LocatedFile | null> {
    signal.throwIfAborted()
    const known = this.#known.get(messageId)
    if (known) return known
    let asked = this.#asked.get(messageId)
    if (!asked) {
      asked = this.#ask(messageId).finally(() => this.#asked.delete(messageId))
      this.#asked.set(messageId, asked)
    }
    return untilAborted(asked, signal)
  }

  /** A location that was refused; where it has been replaced meanwhile, the new one is kept. */
  forget(messageId: number, refused: LocatedFile): void {
    if (this.#known.get(messageId)?.location.input === refused.location.input) this.#known.delete(messageId)
  }

  relocate(messageId: number, dcId: number): void {
    const known = this.#known.get(messageId)
    if (known) this.#known.set(messageId, { ...known, location: { ...known.location, dcId } })
  }

  async #ask(messageId: number): Promise<LocatedFile | null> {
    const located = readMedia(mediaOf(await this.getMessage(messageId), messageId))
    if (located) this.#known.set(messageId, located)
    return located
  }
}

function mediaOf(answer: tl.messages.TypeMessages, messageId: number): tl.TypeMessageMedia | undefined {
  if (!('messages' in answer)) return undefined
  const message = answer.messages.find((it) => it._ === 'message' && it.id === messageId)
  return message?._ === 'message' ? message.media : undefined
}
