/** Subtitles as they were sent. Whoever may have the film may have them, and that counts nobody. */
import { fileKeyOf } from '../core/media-file.js'
import type { Subtitles } from '../core/subtitles.js'
import type { FileSource } from '../ports/file-source.js'
import type { ByteShelf } from '../streaming/byte-shelf.js'
import { readWholeFile } from './read-whole-file.js'

export interface ReadSubtitlesDeps {
  readonly files: Pick<FileSource, 'readPart'>
  readonly shelf: Pick<ByteShelf, 'take'>
}

/** @throws StreamBotError telegram_unavailable, too_many_streams, file_gone; the signal's reason when aborted */
export function readSubtitles(
  { files, shelf }: ReadSubtitlesDeps,
  subtitles: Subtitles,
  signal: AbortSignal,
): Promise<Uint8Array | null> {
  return shelf.take(`subtitles ${fileKeyOf(subtitles)}`, (stop) => readWholeFile(files, subtitles, stop), signal)
}
