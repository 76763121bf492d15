/**
 * A token becomes bytes. The token is verified by its signature alone, so forged ones cost no lookup and no call to
 * Telegram; the record is asked next (revoked?); then the file is opened.
 */
import type { MediaFile } from '../core/media-file.js'
import type { LentBytes } from '../core/lent-bytes.js'
import type { InclusiveRange } from '../core/range.js'
import type { LinkKey, Link } from '../core/link.js'
import { verifyLinkToken } from '../core/link-token.js'
import { StreamBotError } from '../core/errors.js'
import type { Clock } from '../ports/clock.js'
import type { FileSource } from '../ports/file-source.js'
import type { LinkStore } from '../ports/link-store.js'
import { RangeReader, type RangeReaderDeps } from '../streaming/range-reader.js'
import type { StreamRecord } from '../streaming/stream-record.js'

export interface OpenStreamDeps {
  readonly clock: Clock
  readonly linkKeys: readonly LinkKey[]
  readonly links: Pick<LinkStore, 'find'>
  readonly files: Pick<FileSource, 'locate'>
  readonly reading: RangeReaderDeps
}

/** A file ready to be read. Holds nothing until `read` is called. */
export interface OpenedFile {
  readonly linkId: string
  readonly file: MediaFile
  readonly createdAtMs: number | null
  readonly expiresAtMs: number | null
  /**
   * Bytes of the range in order, each buffer to be released by the reader before it gets much more. Leaving or aborting the
   * signal cancels what is in flight.
   * @throws StreamBotError too_many_streams
   */
  read(range: InclusiveRange, signal: AbortSignal, stream: StreamRecord): AsyncIterableIterator<LentBytes>
}

/** @throws StreamBotError link_not_found, link_expired, file_gone, telegram_unavailable */
export async function openStream(deps: OpenStreamDeps, token: string, signal: AbortSignal): Promise<OpenedFile> {
  const claims = verifyLinkToken(deps.linkKeys, token)
  if (!claims) throw new StreamBotError('link_not_found', 'The token does not verify')
  if (claims.expiresAtMs !== null && claims.expiresAtMs <= deps.clock.now()) {
    throw new StreamBotError('link_expired', `Link ${claims.linkId} has expired`)
  }
  const link = await findLink(deps, claims.linkId)
  if (link?.revokedAtMs != null) throw new StreamBotError('link_not_found', `Link ${claims.linkId} is revoked`)
  const file = link?.file ?? (await deps.files.locate(claims.logMessageId, signal))
  if (!file || file.sizeBytes !== claims.sizeBytes) {
    throw new StreamBotError('file_gone', `Log message ${claims.logMessageId} no longer holds the file of this link`)
  }
  const stored = {
    key: `${file.telegramFileId}-${file.sizeBytes}`,
    sizeBytes: file.sizeBytes,
    logMessageId: claims.logMessageId,
  }
  return {
    linkId: claims.linkId,
    file,
    createdAtMs: link?.createdAtMs ?? null,
    expiresAtMs: claims.expiresAtMs,
    read: (range, readSignal, stream) => new RangeReader(deps.reading, stored, range, stream, readSignal),
  }
}

/** With the database away a signed token still serves: revocation fails open, links do not die with the store. */
async function findLink(deps: OpenStreamDeps, linkId: string): Promise<Link | null> {
  try {
    return await deps.links.find(linkId)
  } catch (error) {
    if (error instanceof StreamBotError && error.code === 'store_unavailable') return null
    throw error
  }
}
