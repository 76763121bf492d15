/**
 * A program sends a file, which is kept in the log channel and becomes a link like any other. What files the service takes is asked before the
 * first byte, and again of the bytes; one that is refused then, or that gets no link, does not stay.
 */
import type { Uploads } from '../ports/uploads.js'
import { MAX_UPLOAD_BYTES } from '../ports/uploads.js'
import { checkFile } from '../policy/check-file.js'
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

export interface UploadWish {
  readonly name: string
  readonly mimeType: string
  readonly sizeBytes: number
  readonly chunks: AsyncIterable<Uint8Array>
  /** null: the first admin. */
  readonly ownerId: number | null
}

export type UploadResult =
  | Extract<LinkFromMessageResult, { ok: true }>
  | {
      readonly ok: false
      readonly refusal:
        | Extract<LinkFromMessageResult, { ok: false }>['refusal']
        | { readonly reason: 'empty' }
        | { readonly reason: 'too_many_uploads_at_once' }
    }

export class FileUploads {
  #running = 0

  constructor(private readonly deps: UploadFileDeps) {}

  /**
   * @param request as of `registerFile`
   * @throws StreamBotError log_channel_unusable, telegram_unavailable, store_unavailable; what the chunks throw
   */
  async upload(actor: Actor, wish: UploadWish, request: string, signal: AbortSignal): Promise<UploadResult> {
    const refusal = this.#refuse(wish)
    if (refusal) return { ok: false, refusal }
    this.#running++
    try {
      const { logMessageId } = await this.deps.uploads.store(wish, signal)
      return await this.#link(actor, { ownerId: wish.ownerId, source: { logMessageId } }, request, signal)
    } finally {
      this.#running--
    }
  }

  #refuse({ name, mimeType, sizeBytes }: UploadWish): Extract<UploadResult, { ok: false }>['refusal'] | null {
    if (sizeBytes < 1) return { reason: 'empty' }
    if (sizeBytes > MAX_UPLOAD_BYTES) return { reason: 'file_too_large', sizeBytes, maxSizeBytes: MAX_UPLOAD_BYTES }
    const declared = { kind: 'document', name, mimeType, sizeBytes, telegramFileId: '0' } as const
    const unknown = { durationSeconds: null, width: null, height: null }
    const refusal = checkFile(this.deps.linking().fileRules, { ...declared, ...unknown })
    if (refusal) return refusal
    return this.#running >= MAX_AT_A_TIME ? { reason: 'too_many_uploads_at_once' } : null
  }

  async #link(
    actor: Actor,
    wish: { readonly ownerId: number | null; readonly source: { readonly logMessageId: number } },
    request: string,
    signal: AbortSignal,
  ): Promise<LinkFromMessageResult> {
    let isKept = false
    try {
      const result = await linkFromMessage(this.deps.linking(), actor, wish, request, signal)
      isKept = result.ok
      return result
    } finally {
      if (!isKept) await this.#remove(wish.source.logMessageId)
    }
  }

  async #remove(logMessageId: number): Promise<void> {
    try {
      await this.deps.uploads.remove(logMessageId, AbortSignal.timeout(REMOVE_TIMEOUT_MS))
    } catch (error) {
      this.deps.onTrouble(error)
    }
  }
}
