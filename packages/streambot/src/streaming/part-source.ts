/**
 * Parts of files for many streams at once. A part that is cached or on its way is shared, whoever asked for it; a fetch is given
 * up when the last stream leaves; a ready part that nobody holds stays for the next one while the budget has room. A failure
 * reaches everyone who waits and is not remembered.
 */
import { hasCode, StreamBotError } from '../core/errors.js'
import type { LentBytes } from '../core/lent-bytes.js'
import type { FetchedPart, FileSource, PartSpan } from '../ports/file-source.js'
import type { ByteBudget } from './byte-budget.js'
import { PartCache } from './part-cache.js'
import type { PartCharge } from './part-charge.js'
import { PartHold } from './part-hold.js'
import { PartIndex } from './part-index.js'
import type { PartTier } from './part-tier.js'
import { lengthInFile, partAt } from './plan-parts.js'
import { SharedPart } from './shared-part.js'
import type { StreamShare } from './stream-share.js'

/** What is known of a stored file where its parts are read. */
export interface SourceFile {
  /** The same for every link to the same document: digits and dashes. */
  readonly key: string
  readonly sizeBytes: number
  /** Where this stream's link says the file is. */
  readonly logMessageId: number
}

export interface PartWish {
  readonly file: SourceFile
  readonly position: number
  /** The last byte wanted. */
  readonly end: number
  /** Of a part that has to be fetched; one that exists may be larger. */
  readonly allowedBytes: number
  readonly streamId: string
  readonly share: StreamShare
  /** Do not wait for a fetch through somebody else's link. */
  readonly isOwnOnly?: boolean
}

/** Where parts of files came from: the cache, another stream that has or awaits them, a slower tier, Telegram. */
export type PartOrigin = 'cache' | 'shared' | 'disk' | 'telegram'

export class PartSource {
  /** Since the start: parts that streams got, each as often as one got it. */
  readonly counts: Readonly<Record<PartOrigin, { parts: number; bytes: number }>> = {
    cache: { parts: 0, bytes: 0 },
    shared: { parts: 0, bytes: 0 },
    disk: { parts: 0, bytes: 0 },
    telegram: { parts: 0, bytes: 0 },
  }
  readonly #index = new PartIndex()
  readonly #cache: PartCache

  constructor(
    private readonly files: Pick<FileSource, 'readPart'>,
    private readonly budget: ByteBudget,
    private readonly now: () => number,
    private readonly tier: PartTier | null = null,
  ) {
    this.#cache = new PartCache(budget, (part) => this.#end(part))
  }

  /** null: the budget has no room for it. A stream that holds nothing always gets a part. */
  ask(wish: PartWish): PartHold | null {
    const found = this.#index.find(wish.file.key, wish.position, (part) => isUsable(part, wish))
    const part = found ? this.#join(found, wish.share) : null
    if (part) return this.#hold(part, wish)
    // Instead of fetching what exists a second time; only a stream that can have nothing else does.
    if (found && wish.share.heldBytes > 0) return null
    return this.#start(wish)
  }

  /** The file is gone: what is known of it is forgotten. */
  forget(fileKey: string): void {
    for (const part of this.#index.ofFile(fileKey)) this.#cache.drop(part)
    this.tier?.forget(fileKey)
  }

  /** Drops parts that nobody has used for a while. */
  sweep(): void {
    this.#cache.dropUnused(this.now())
  }

  /** Drops every part that nobody holds. */
  trim(): void {
    this.#cache.clear()
  }

  /** Files of which something is cached or on its way. */
  get fileCount(): number {
    return this.#index.fileCount
  }

  #join(part: SharedPart, share: StreamShare): SharedPart | null {
    const isCached = part.charge.paidBy === 'cache'
    if (!share.join(part.charge)) return null
    this.#count(isCached ? 'cache' : 'shared', part.charge.bytes)
    if (isCached) this.#cache.remove(part)
    return part
  }

  #start(wish: PartWish): PartHold | null {
    const { file, position, end, share } = wish
    for (let { allowedBytes } = wish; ; allowedBytes = 0) {
      const span = partAt(position, end, allowedBytes)
      const charge = share.take(lengthInFile(span, file.sizeBytes))
      if (charge) return this.#hold(this.#fetch(wish, span, charge), wish)
      // A smaller part may be had where a large one is not; who holds enough waits for a large one.
      if (allowedBytes === 0 || share.heldBytes >= span.lengthBytes) return null
    }
  }

  #fetch({ file, streamId }: PartWish, span: PartSpan, charge: PartCharge): SharedPart {
    const part = new SharedPart(file.key, span, file.logMessageId, charge, (self) => this.#read(self, file, streamId))
    this.#index.add(part)
    return part
  }

  async #read(part: SharedPart, file: SourceFile, streamId: string): Promise<FetchedPart> {
    await Promise.resolve() // not before the part is in the index
    try {
      const expected = lengthInFile(part.span, file.sizeBytes)
      const stored = await this.#readTier(part, expected)
      const lent = stored ?? (await this.#readSource(part, streamId))
      requireWhole(lent, part, expected)
      if (part.state === 'over') {
        lent.release()
        throw part.stop.signal.reason
      }
      part.ready(lent)
      this.#count(stored ? 'disk' : 'telegram', expected)
      if (!stored) this.#writeTier(part, lent.bytes)
      return lent
    } catch (error) {
      if (part.state === 'fetching') this.#end(part)
      if (hasCode(error, 'file_gone')) this.forget(file.key)
      throw error
    }
  }

  #readSource(part: SharedPart, streamId: string): Promise<FetchedPart> {
    const { fileKey, logMessageId, span, stop } = part
    const onSent = () => {
      part.isSent = true
    }
    const streamIds = () => [...part.streamIds]
    return this.files.readPart({ logMessageId, fileKey, part: span, streamId, streamIds, onSent }, stop.signal)
  }

  async #readTier(part: SharedPart, expectedBytes: number): Promise<FetchedPart | null> {
    part.isSent = this.tier !== null
    const lent = await this.tier?.read(part.fileKey, part.span, part.stop.signal).catch(() => null)
    if (part.stop.signal.aborted) lent?.release()
    part.stop.signal.throwIfAborted()
    part.isSent = false
    if (lent?.bytes.byteLength === expectedBytes) {
      return { bytes: lent.bytes, servedBy: 'disk', release: () => lent.release() }
    }
    lent?.release()
    return null
  }

  /** The tier holds the part until it has finished with the bytes; where that does not fit, it does without. */
  #writeTier(part: SharedPart, bytes: Uint8Array): void {
    if (!this.tier || !this.budget.pin(part.charge)) return
    const unpin = () => {
      if (this.budget.unpin(part.charge)) this.#unheld(part)
    }
    this.tier.write(part.fileKey, part.span, bytes).then(unpin, unpin)
  }

  #count(origin: PartOrigin, bytes: number): void {
    const counts = this.counts[origin]
    counts.parts++
    counts.bytes += bytes
  }

  #hold(part: SharedPart, { share, streamId }: PartWish): PartHold {
    part.streamIds.add(streamId)
    return new PartHold(part, () => {
      part.streamIds.delete(streamId)
      if (share.release(part.charge)) this.#unheld(part)
    })
  }

  #unheld(part: SharedPart): void {
    if (part.state === 'ready' && this.#cache.add(part, this.now())) return
    this.#end(part)
  }

  #end(part: SharedPart): void {
    this.#index.remove(part)
    part.end(new Error('Nobody waits for this part any more'))
  }
}

function isUsable(part: SharedPart, wish: PartWish): boolean {
  if (part.charge.holders.has(wish.share)) return false
  return part.state === 'ready' || !wish.isOwnOnly || part.logMessageId === wish.file.logMessageId
}

/** Wrong bytes are the worst failure: a part that is not exactly as long as what was asked for is none. */
function requireWhole(lent: LentBytes, { span }: SharedPart, expected: number): void {
  if (lent.bytes.byteLength === expected) return
  const got = lent.bytes.byteLength
  lent.release()
  throw new StreamBotError(
    'telegram_unavailable',
    `Part at ${span.offsetBytes} has ${got} bytes instead of ${expected}`,
  )
}
