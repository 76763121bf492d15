/**
 * A second, slower place for parts between memory and Telegram, such as a disk. It may forget anything at any time, and it never
 * answers bytes it is not sure of: a part it cannot vouch for is a part it does not have.
 */
import type { LentBytes } from '../core/lent-bytes.js'
import type { PartSpan } from '../ports/file-source.js'

export interface PartTier extends AsyncDisposable {
  /**
   * The bytes of exactly this span, shorter only at the file's end, lent until released; null: it does not have them. A failure
   * counts as null too, except that it rejects with the signal's reason when aborted.
   * @param fileKey digits and dashes: safe in a file name
   */
  read(fileKey: string, part: PartSpan, signal: AbortSignal): Promise<LentBytes | null>
  /** Settles when `bytes` are no longer read: they are lent until then. Whether they were kept is its own affair. */
  write(fileKey: string, part: PartSpan, bytes: Uint8Array): Promise<void>
  /** The file is gone: none of its parts is answered from now on. */
  forget(fileKey: string): void
}
