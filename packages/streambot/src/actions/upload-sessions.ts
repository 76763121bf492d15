/**
 * Files that come in over several requests. What is known of one lives in the memory of this instance: Telegram does not say which parts it has, so
 * after a restart nobody could promise that the file would be whole at its end. Few are open at a time, each ends when nothing comes for an hour, and
 * belongs to the token that began it.
 */
import { RecentMap } from '../core/recent-map.js'
import type { Clock } from '../ports/clock.js'
import type { OpenUpload } from '../ports/uploads.js'
import type { Actor } from './audit.js'
import type { FileUploads, UploadedFile, FileUploadRefusal } from './upload-file.js'

/** Each holds a part of 512 KiB while nothing comes. */
const MAX_OPEN = 32
/** What became of those that are over: less than a head of a request each. */
const MAX_REMEMBERED = 300
export const UPLOAD_IDLE_MS = 3_600_000
/** Nothing is lost with one that never got a byte: it keeps its place no longer than this from whoever has some. */
const EMPTY_MS = 300_000
/** Whoever sent the last byte may leave: what comes after it goes on without them. */
const COMPLETE_TIMEOUT_MS = 180_000

/** What a program says about its upload for itself, given back as it is. */
export type UploadLabels = Readonly<Record<string, string | null>>

export interface SessionWish extends Omit<UploadedFile, 'size'> {
  readonly sizeBytes: number
  readonly labels: UploadLabels
}

export interface UploadSession extends SessionWish {
  readonly id: string
  readonly receivedBytes: number
  /** Its idle time counts from here. */
  readonly touchedAtMs: number
  readonly outcome:
    | { readonly kind: 'open' }
    | { readonly kind: 'linked'; readonly linkId: string; readonly downloadUrl: string }
    | { readonly kind: 'refused'; readonly refusal: FileUploadRefusal }
    | { readonly kind: 'expired' }
}

/** Another request for the same upload came, which goes on with it. */
export class UploadTakenOverError extends Error {
  override readonly name = 'UploadTakenOverError'
}

/** Whose it is, for whoever asks and for the audit log. */
export interface UploadSender {
  readonly tokenId: string
  readonly actor: Actor
}

interface Open {
  readonly sender: UploadSender
  readonly wish: SessionWish
  readonly upload: OpenUpload
  touchedAtMs: number
  /** Ends the request that sends right now; null: none does. */
  sending: AbortController | null
  isBusy: boolean
  attempts: number
}

export interface UploadSessionsDeps {
  readonly clock: Clock
  readonly files: Pick<FileUploads, 'begin' | 'receive' | 'complete' | 'maxSizeBytes'>
}

export class UploadSessions {
  readonly #open = new Map<string, Open>()
  readonly #over = new RecentMap<string, { readonly tokenId: string; readonly session: UploadSession }>(MAX_REMEMBERED)
  #sweeping: NodeJS.Timeout | null = null

  constructor(private readonly deps: UploadSessionsDeps) {}

  /** Of one file, as the rules are now. */
  maxSizeBytes(): number {
    return this.deps.files.maxSizeBytes()
  }

  /**
   * @param id nobody can guess
   * @returns null: it is open now
   * @throws StreamBotError store_unavailable
   */
  async begin(sender: UploadSender, id: string, wish: SessionWish): Promise<FileUploadRefusal | null> {
    this.#sweep()
    if (this.#open.size >= MAX_OPEN) this.#makeRoom()
    if (this.#open.size >= MAX_OPEN) return { reason: 'too_many_uploads_at_once' }
    const { sizeBytes } = wish
    const begun = await this.deps.files.begin({ ...wish, size: { minBytes: sizeBytes, maxBytes: sizeBytes } })
    if (!begun.ok) return begun.refusal
    // Others may have begun while the database was asked.
    if (this.#open.size >= MAX_OPEN) return { reason: 'too_many_uploads_at_once' }
    const state = { touchedAtMs: this.deps.clock.now(), sending: null, isBusy: false, attempts: 0 }
    this.#open.set(id, { sender, wish, upload: begun.upload, ...state })
    this.#sweepLater()
    return null
  }

  /** null: this token has none of this name. */
  find(tokenId: string, id: string): UploadSession | null {
    this.#sweep()
    const open = this.#open.get(id)
    if (open) return open.sender.tokenId === tokenId ? toSession(id, open, { kind: 'open' }) : null
    const over = this.#over.peek(id)
    return over?.tokenId === tokenId ? over.session : null
  }

  /**
   * Takes what comes behind what came; with the last byte the file becomes a link. Where that fails, the last byte counts as not received.
   * @returns null: all of it was taken
   * @throws UploadTakenOverError; StreamBotError log_channel_unusable, telegram_unavailable, store_unavailable; what the chunks throw
   */
  async write(
    tokenId: string,
    id: string,
    chunks: AsyncIterable<Uint8Array>,
    signal: AbortSignal,
  ): Promise<FileUploadRefusal | null> {
    const open = this.#open.get(id)
    if (!open || open.sender.tokenId !== tokenId || open.isBusy)
      throw new Error('An upload is written to that is not open')
    open.isBusy = true
    open.sending = new AbortController()
    try {
      const stop = AbortSignal.any([signal, open.sending.signal])
      const refusal = await this.deps.files.receive(open.upload, chunks, open.wish.sizeBytes, stop)
      if (refusal && refusal.reason !== 'empty') return refusal
      open.sending = null
      if (open.upload.receivedBytes < open.wish.sizeBytes) return null
      return await this.#complete(id, open)
    } finally {
      open.isBusy = false
      open.sending = null
      open.touchedAtMs = this.deps.clock.now()
    }
  }

  /** Whoever sends to it right now is let go; what came through stays. */
  interrupt(id: string): void {
    this.#open.get(id)?.sending?.abort(new UploadTakenOverError('Another request goes on with this upload'))
  }

  /** @returns false: it is over already, or none of this token's */
  remove(tokenId: string, id: string): boolean {
    if (this.#open.get(id)?.sender.tokenId !== tokenId) return false
    return this.#open.delete(id)
  }

  async #complete(id: string, open: Open): Promise<FileUploadRefusal | null> {
    const { sender, wish, upload } = open
    // A name of its own for each attempt: what an earlier one left half done was removed.
    const request = `api upload ${id} ${open.attempts++}`
    const limit = AbortSignal.timeout(COMPLETE_TIMEOUT_MS)
    const made = await this.deps.files.complete(sender.actor, upload, wish.ownerId, request, limit)
    const outcome: UploadSession['outcome'] = made.ok
      ? { kind: 'linked', linkId: made.link.id, downloadUrl: made.downloadUrl }
      : { kind: 'refused', refusal: made.refusal }
    this.#end(id, open, outcome)
    return made.ok ? null : made.refusal
  }

  #end(id: string, open: Open, outcome: UploadSession['outcome']): void {
    if (!this.#open.delete(id)) return
    this.#over.set(id, { tokenId: open.sender.tokenId, session: toSession(id, open, outcome) })
  }

  #sweep(): void {
    const tooOldMs = this.deps.clock.now() - UPLOAD_IDLE_MS
    for (const [id, open] of this.#open) {
      if (!open.isBusy && open.touchedAtMs <= tooOldMs) this.#end(id, open, { kind: 'expired' })
    }
  }

  /** Those that were begun first are first. */
  #makeRoom(): void {
    const tooOldMs = this.deps.clock.now() - EMPTY_MS
    for (const [id, open] of this.#open) {
      const isLeft = !open.isBusy && open.upload.receivedBytes === 0 && open.touchedAtMs <= tooOldMs
      if (isLeft) return this.#end(id, open, { kind: 'expired' })
    }
  }

  /** Memory is given back although nobody asks. Does not keep the process alive. */
  #sweepLater(): void {
    if (this.#sweeping) return
    this.#sweeping = setTimeout(() => {
      this.#sweeping = null
      this.#sweep()
      if (this.#open.size > 0) this.#sweepLater()
    }, UPLOAD_IDLE_MS / 4).unref()
  }
}

function toSession(id: string, open: Open, outcome: UploadSession['outcome']): UploadSession {
  const { wish, upload, touchedAtMs } = open
  return { ...wish, id, receivedBytes: upload.receivedBytes, touchedAtMs, outcome }
}
