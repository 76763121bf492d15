/** The picture of a film or a piece of music, as Telegram keeps it. Asking for it counts nobody: whoever may have the file may look at it. */
import { fileKeyOf } from '../core/media-file.js'
import type { Thumbnails } from '../ports/thumbnails.js'
import type { ByteShelf } from '../streaming/byte-shelf.js'
import type { OpenedFile } from './open-stream.js'

/** A page that waits longer is worse than one without a picture. */
const LOOK_UP_MS = 1000

export interface PosterDeps {
  readonly thumbnails: Thumbnails
  readonly shelf: Pick<ByteShelf, 'take'>
}

export type PosterOf = Pick<OpenedFile, 'file' | 'logMessageId'>

/** Where nobody says in good time, there is none. What is learned on the way, the film needs next. @throws the signal's reason when aborted */
export async function hasPoster(
  { thumbnails }: PosterDeps,
  { logMessageId }: PosterOf,
  signal: AbortSignal,
): Promise<boolean> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(LOOK_UP_MS)])
  try {
    return await thumbnails.has(logMessageId, limit)
  } catch {
    signal.throwIfAborted()
    return false
  }
}

/** A JPEG; null: there is none. @throws StreamBotError telegram_unavailable, too_many_streams; the signal's reason when aborted */
export function readPoster(
  { thumbnails, shelf }: PosterDeps,
  { file, logMessageId }: PosterOf,
  signal: AbortSignal,
): Promise<Uint8Array | null> {
  const fileKey = fileKeyOf(file)
  const bring = async (stop: AbortSignal) => {
    const bytes = await thumbnails.read(logMessageId, fileKey, stop)
    return bytes && isJpeg(bytes) ? bytes : null
  }
  return shelf.take(`poster ${fileKey}`, bring, signal)
}

/** Stickers have other pictures; whatever else comes is not passed on as one. */
function isJpeg([first, second, third]: Uint8Array): boolean {
  return first === 0xff && second === 0xd8 && third === 0xff
}
