/** Some KiB from the beginning of a stored file: enough to see what it is. */
import { fileKeyOf, type MediaFile } from '../core/media-file.js'
import type { FileSource } from '../ports/file-source.js'

/** The longest that any type is known by is half of it (tar: 262 bytes, ISO 9660: beyond any beginning). */
const LENGTH_BYTES = 8192

/** @throws StreamBotError file_gone, telegram_unavailable; the signal's reason when aborted */
export async function readFirstBytes(
  files: Pick<FileSource, 'readPart'>,
  logMessageId: number,
  file: MediaFile,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const part = { offsetBytes: 0, lengthBytes: LENGTH_BYTES }
  const lent = await files.readPart({ logMessageId, fileKey: fileKeyOf(file), part, streamId: 'first bytes' }, signal)
  try {
    return Uint8Array.from(lent.bytes)
  } finally {
    lent.release()
  }
}
