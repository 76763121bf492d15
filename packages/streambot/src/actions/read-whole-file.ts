/** A small stored file, all of it at once. */
import { StreamBotError } from '../core/errors.js'
import { fileKeyOf } from '../core/media-file.js'
import { partLengthFor } from '../core/part-length.js'
import type { FileSource } from '../ports/file-source.js'

export interface SmallFile {
  readonly logMessageId: number
  readonly telegramFileId: string
  readonly sizeBytes: number
}

/** @throws StreamBotError file_gone, telegram_unavailable; the signal's reason when aborted */
export async function readWholeFile(
  files: Pick<FileSource, 'readPart'>,
  file: SmallFile,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const { logMessageId, sizeBytes } = file
  const whole = new Uint8Array(sizeBytes)
  for (let at = 0; at < sizeBytes;) {
    const part = { offsetBytes: at, lengthBytes: partLengthFor(sizeBytes - at) }
    const ask = { logMessageId, fileKey: fileKeyOf(file), part, streamId: `whole ${logMessageId}` }
    const lent = await files.readPart(ask, signal)
    try {
      const { bytes } = lent
      if (bytes.byteLength !== Math.min(part.lengthBytes, sizeBytes - at)) throw cutShort(logMessageId)
      whole.set(bytes, at)
      at += bytes.byteLength
    } finally {
      lent.release()
    }
  }
  return whole
}

function cutShort(logMessageId: number): StreamBotError {
  return new StreamBotError('telegram_unavailable', `Message ${logMessageId} of the log channel came cut short`)
}
