/**
 * A token becomes bytes. What costs least is asked first: the token's signature, the link's record, the reader's password, downloads and
 * traffic that are left; then the file is opened. A reader is counted when the first bytes are about to leave, and not before.
 */
import { StreamBotError } from '../core/errors.js'
import type { LentBytes } from '../core/lent-bytes.js'
import { isRestricted, type Link, type LinkClaims } from '../core/link.js'
import { fileKeyOf, type MediaFile } from '../core/media-file.js'
import type { InclusiveRange } from '../core/range.js'
import type { Subtitles } from '../core/subtitles.js'
import type { Whereabouts } from '../policy/link-access.js'
import type { FileSource } from '../ports/file-source.js'
import { admitStream, RangeReader, type RangeReaderDeps } from '../streaming/range-reader.js'
import type { StreamRecord } from '../streaming/stream-record.js'
import type { StreamShare } from '../streaming/stream-share.js'
import type { Access, AccessRecorder } from './access-recorder.js'
import { findLink } from './find-link.js'
import { requirePassword, type UnlockLinkDeps } from './unlock-link.js'

export type OpenStreamDeps = UnlockLinkDeps & {
  readonly accesses: Pick<AccessRecorder, 'count'>
  readonly quota: {
    /** @param ownerId of the link; null: not known right now, only the service's own quota counts */
    admit(ownerId: number | null): QuotaAnswer | Promise<QuotaAnswer>
  }
  readonly files: Pick<FileSource, 'locate'>
  readonly reading: RangeReaderDeps
}

export type QuotaAnswer =
  | { readonly ok: true }
  | {
      readonly ok: false
      readonly reason: 'user_quota_used_up' | 'service_quota_used_up'
      /** Until it begins anew. */
      readonly retryAfterMs: number
    }

export interface StreamQuestion {
  readonly token: string
  readonly reader: Reader
}

/** Who asks, and what they show for it. */
export interface Reader extends Whereabouts {
  readonly userAgent: string | null
  readonly password: string | null
  /** Of a password given before (`unlockLink`). */
  readonly proof: string | null
}

/** A file ready to be read. Holds nothing until `read` is called. */
export interface OpenedFile {
  readonly linkId: string
  /** null: not known right now. */
  readonly ownerId: number | null
  readonly logMessageId: number
  readonly file: MediaFile
  readonly createdAtMs: number | null
  readonly expiresAtMs: number | null
  /** Not everybody who has the link may see the file. */
  readonly isRestricted: boolean
  /** That its owner put beside it; none where they are not known right now. */
  readonly subtitles: readonly Subtitles[]
  /** For a stream that reads several ranges, one after the other. @throws StreamBotError too_many_streams */
  admit(): StreamShare
  /**
   * Waits for the first bytes, then counts the reader, once for all ranges: who gets nothing uses nothing up. The bytes of the range come in order,
   * each buffer to be released by the reader before it gets much more. Leaving or aborting the signal cancels what is in flight.
   * @param share of a stream that reads several files or ranges, one after the other
   * @throws StreamBotError link_exhausted, store_unavailable, too_many_streams, file_gone, telegram_unavailable
   */
  read(
    range: InclusiveRange,
    signal: AbortSignal,
    stream: StreamRecord,
    share?: StreamShare,
  ): Promise<AsyncIterableIterator<LentBytes>>
}

/** @throws StreamBotError as `findLink` and `unlockLink` do; link_exhausted, …_quota_used_up, file_gone, telegram_unavailable */
export async function openStream(
  deps: OpenStreamDeps,
  { token, reader }: StreamQuestion,
  signal: AbortSignal,
): Promise<OpenedFile> {
  const { claims, link } = await findLink(deps, token, reader)
  if (link) await requirePassword(deps, link, { token, ...reader }, signal)
  const access: Access = { ...reader, linkId: claims.linkId, maxDownloads: link?.restrictions.maxDownloads ?? null }
  // Whoever is counted reads on and nobody else begins: asking counts nobody any more.
  if (link && isUsedUp(link)) await deps.accesses.count(access)
  await admitOwner(deps, link?.ownerId ?? null)
  const file = link?.file ?? (await deps.files.locate(claims.logMessageId, signal))
  return toOpenedFile(deps, claims, link, fileOf(claims, file), access)
}

function isUsedUp({ restrictions: { maxDownloads }, downloads }: Link): boolean {
  return maxDownloads !== null && downloads >= maxDownloads
}

/** What a link without password and maximum stands for, by its record alone. Whether it may be served has been asked already. */
export function openFound(
  deps: Pick<OpenStreamDeps, 'accesses' | 'reading'>,
  link: Link,
  reader: Pick<Reader, 'address' | 'userAgent'>,
): OpenedFile {
  const { id: linkId, logMessageId, file, expiresAtMs } = link
  const access = { ...reader, linkId, maxDownloads: null }
  return toOpenedFile(deps, { linkId, logMessageId, expiresAtMs }, link, file, access)
}

/** @throws StreamBotError user_quota_used_up, service_quota_used_up */
export async function admitOwner({ quota }: Pick<OpenStreamDeps, 'quota'>, ownerId: number | null): Promise<void> {
  const answer = await quota.admit(ownerId)
  if (answer.ok) return
  const { reason, retryAfterMs } = answer
  throw new StreamBotError(reason, 'The traffic of this month is used up', { retryAfterMs })
}

function fileOf({ logMessageId, sizeBytes }: LinkClaims, found: MediaFile | null): MediaFile {
  if (found?.sizeBytes === sizeBytes) return found
  throw new StreamBotError('file_gone', `Log message ${logMessageId} no longer holds the file of this link`)
}

function toOpenedFile(
  { accesses, reading }: Pick<OpenStreamDeps, 'accesses' | 'reading'>,
  { linkId, logMessageId, expiresAtMs }: Pick<LinkClaims, 'linkId' | 'logMessageId' | 'expiresAtMs'>,
  link: Link | null,
  file: MediaFile,
  access: Access,
): OpenedFile {
  const stored = { key: fileKeyOf(file), sizeBytes: file.sizeBytes, logMessageId }
  return {
    linkId,
    ownerId: link?.ownerId ?? null,
    logMessageId,
    file,
    createdAtMs: link?.createdAtMs ?? null,
    // The owner may have changed it since the token was made.
    expiresAtMs: link ? link.expiresAtMs : expiresAtMs,
    isRestricted: link !== null && isRestricted(link.restrictions),
    subtitles: link?.subtitles ?? [],
    admit: () => admitStream(reading.budget),
    read: async (range, signal, stream, share) => {
      const bytes = new RangeReader(reading, stored, range, stream, signal, share)
      const first = await bytes.next()
      try {
        await accesses.count(access)
        // Nobody is left to take what is handed out here, nor to give it back.
        signal.throwIfAborted()
      } catch (error) {
        if (!first.done) first.value.release()
        await bytes.return()
        throw error
      }
      return new Continued(first, bytes)
    },
  }
}

/** A reading whose first bytes have come already. */
class Continued implements AsyncIterableIterator<LentBytes> {
  #first: IteratorResult<LentBytes, undefined> | null

  constructor(
    first: IteratorResult<LentBytes, undefined>,
    private readonly rest: RangeReader,
  ) {
    this.#first = first
  }

  next(): Promise<IteratorResult<LentBytes, undefined>> {
    const first = this.#first
    this.#first = null
    return first ? Promise.resolve(first) : this.rest.next()
  }

  return(): Promise<IteratorResult<LentBytes, undefined>> {
    if (this.#first?.done === false) this.#first.value.release()
    this.#first = null
    return this.rest.return()
  }

  [Symbol.asyncIterator](): this {
    return this
  }
}
