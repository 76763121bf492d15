/**
 * A program sends a file, which is kept in the log channel and becomes a link like any other. What files the service takes, and whose link it may be,
 * is asked before the first byte, and again of the bytes; one that is refused then, or that gets no link, does not stay.
 */
import { isBanned } from '../core/ban.js'
import { checkFile } from '../policy/check-file.js'
import { MAX_UPLOAD_BYTES, type OpenUpload, type SizeBounds, type Uploads } from '../ports/uploads.js'
import type { Actor } from './audit.js'
import { linkFromMessage, type LinkFromMessageDeps, type LinkFromMessageResult } from './link-from-message.js'

/** Each holds a few MiB. */
const MAX_AT_A_TIME = 4
const REMOVE_TIMEOUT_MS = 30_000

export interface UploadFileDeps {
  readonly uploads: Uploads
  /** Rules as they are at each file. */
  readonly linking: () => LinkFromMessageDeps
  /** A refused file could not be removed. */
  readonly onTrouble: (error: unknown) => void
}

export interface UploadedFile {
  readonly name: string
  readonly mimeType: string
  /** As far as it is known: both bounds the same where it is. */
  readonly size: SizeBounds
  /** null: the first admin. */
  readonly ownerId: number | null
}

export interface UploadWish extends UploadedFile {
  readonly chunks: AsyncIterable<Uint8Array>
}

export type FileUploadRefusal =
  | Extract<LinkFromMessageResult, { ok: false }>['refusal']
  | { readonly reason: 'empty' }
  | { readonly reason: 'too_many_uploads_at_once' }

export type UploadResult =
  Extract<LinkFromMessageResult, { ok: true }> | { readonly ok: false; readonly refusal: FileUploadRefusal }

export class FileUploads {
  #running = 0

  constructor(private readonly deps: UploadFileDeps) {}

  /**
   * @param request as of `registerFile`
   * @throws StreamBotError log_channel_unusable, telegram_unavailable, store_unavailable; what the chunks throw
   */
  async upload(actor: Actor, wish: UploadWish, request: string, signal: AbortSignal): Promise<UploadResult> {
    const begun = await this.begin(wish)
    if (!begun.ok) return begun
    const refusal = await this.receive(begun.upload, wish.chunks, wish.size.maxBytes, signal)
    if (refusal) return { ok: false, refusal }
    return this.complete(actor, begun.upload, wish.ownerId, request, signal)
  }

  /** Of one file, as the rules are now. */
  maxSizeBytes(): number {
    return Math.min(MAX_UPLOAD_BYTES, this.deps.linking().fileRules.maxSizeBytes ?? Infinity)
  }

  /** @throws StreamBotError store_unavailable */
  async begin(
    file: UploadedFile,
  ): Promise<{ readonly ok: true; readonly upload: OpenUpload } | Extract<UploadResult, { ok: false }>> {
    const refusal = this.#refuse(file) ?? (await this.#refuseOwner(file.ownerId))
    if (refusal) return { ok: false, refusal }
    const { name, mimeType, size } = file
    return { ok: true, upload: this.deps.uploads.begin({ name, mimeType, size }) }
  }

  /**
   * Takes what comes, if there is a place for one more.
   * @returns null: all of it was taken
   */
  async receive(
    upload: OpenUpload,
    chunks: AsyncIterable<Uint8Array>,
    maxBytes: number,
    signal: AbortSignal,
  ): Promise<FileUploadRefusal | null> {
    if (this.#running >= MAX_AT_A_TIME) return { reason: 'too_many_uploads_at_once' }
    this.#running++
    const most = Math.min(maxBytes, this.maxSizeBytes())
    try {
      await upload.write(noMoreThan(most - upload.receivedBytes, chunks), signal)
    } catch (error) {
      if (error instanceof TooLongError) return { reason: 'file_too_large', sizeBytes: most + 1, maxSizeBytes: most }
      throw error
    } finally {
      this.#running--
    }
    return upload.receivedBytes === 0 ? { reason: 'empty' } : null
  }

  /** Of a file that has come in whole. */
  async complete(
    actor: Actor,
    upload: OpenUpload,
    ownerId: number | null,
    request: string,
    signal: AbortSignal,
  ): Promise<LinkFromMessageResult> {
    const { logMessageId } = await upload.finish(signal)
    let isKept = false
    try {
      const wish = { ownerId, source: { logMessageId } }
      const result = await linkFromMessage(this.deps.linking(), actor, wish, request, signal)
      isKept = result.ok
      return result
    } finally {
      if (!isKept) await this.#remove(logMessageId)
    }
  }

  #refuse({ name, mimeType, size }: UploadedFile): FileUploadRefusal | null {
    if (size.maxBytes < 1) return { reason: 'empty' }
    const sizeBytes = size.minBytes
    if (sizeBytes > MAX_UPLOAD_BYTES) return { reason: 'file_too_large', sizeBytes, maxSizeBytes: MAX_UPLOAD_BYTES }
    const declared = { kind: 'document', name, mimeType, sizeBytes, telegramFileId: '0' } as const
    const unknown = { durationSeconds: null, width: null, height: null }
    const refusal = checkFile(this.deps.linking().fileRules, { ...declared, ...unknown })
    if (refusal) return refusal
    return this.#running >= MAX_AT_A_TIME ? { reason: 'too_many_uploads_at_once' } : null
  }

  async #refuseOwner(wished: number | null): Promise<FileUploadRefusal | null> {
    const { accessRules, bans, clock } = this.deps.linking()
    const ownerId = wished ?? accessRules.adminIds[0]
    if (ownerId === undefined) return { reason: 'no_owner' }
    return isBanned(await bans.find(ownerId), clock.now()) ? { reason: 'owner_banned' } : null
  }

  async #remove(logMessageId: number): Promise<void> {
    try {
      await this.deps.uploads.remove(logMessageId, AbortSignal.timeout(REMOVE_TIMEOUT_MS))
    } catch (error) {
      this.deps.onTrouble(error)
    }
  }
}

class TooLongError extends Error {
  override readonly name = 'TooLongError'
}

async function* noMoreThan(maxBytes: number, chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let leftBytes = maxBytes
  for await (const chunk of chunks) {
    leftBytes -= chunk.length
    if (leftBytes < 0) throw new TooLongError('The file is longer than it may be')
    yield chunk
  }
}
