/**
 * The copy of a file in the log channel, and what the file is by its first bytes. A file that is there already is not copied again; its
 * bytes are looked at where that can change anything.
 */
import { hasCode } from '../core/errors.js'
import type { MediaFile } from '../core/media-file.js'
import type { StoredFile } from '../core/stored-file.js'
import { hasTypeRules, type FileRules } from '../policy/check-file.js'
import { isGenericType, trueType, type TrueType } from '../policy/true-type.js'
import type { Clock } from '../ports/clock.js'
import type { FileStore } from '../ports/file-store.js'
import type { IncomingFile, LogChannel } from '../ports/log-channel.js'

export interface StoreFileDeps {
  readonly clock: Clock
  readonly files: Pick<FileStore, 'add' | 'forgetCopy'>
  readonly logChannel: LogChannel
  readonly readFirstBytes: ReadFirstBytes
  /** Whether the message is in the log channel still. @throws StreamBotError telegram_unavailable */
  readonly isStored: (logMessageId: number, signal: AbortSignal) => Promise<boolean>
  readonly fileRules: FileRules
}

/**
 * Some KiB from the beginning of a stored file, or all of a smaller one.
 * @throws StreamBotError file_gone, telegram_unavailable
 */
export type ReadFirstBytes = (logMessageId: number, file: MediaFile, signal: AbortSignal) => Promise<Uint8Array>

export interface StoredCopy {
  readonly logMessageId: number
  readonly type: TrueType
}

/**
 * @param known what the file store says; null: nothing
 * @throws StreamBotError log_channel_unusable, telegram_unavailable, store_unavailable
 */
export async function storeFile(
  deps: StoreFileDeps,
  incoming: IncomingFile,
  known: StoredFile | null,
  signal: AbortSignal,
): Promise<StoredCopy> {
  const { file } = incoming
  if (known) {
    const isThere = await isStillThere(deps, known.logMessageId, signal)
    const type = isThere ? await lookUnlessGone(deps, file, known.logMessageId, signal) : null
    if (type) return { logMessageId: known.logMessageId, type }
    await deps.files.forgetCopy(known.logMessageId)
  }
  const copyId = await deps.logChannel.copy(incoming, signal)
  const [stored, type] = await Promise.all([
    deps.files.add({ file, logMessageId: copyId, createdAtMs: deps.clock.now(), crc32: null }),
    look(deps, file, copyId, signal),
  ])
  return { logMessageId: stored.logMessageId, type }
}

/** Asked because nobody tells of what was deleted while we were away; as long a way as a copy. Where Telegram does not say, it is believed to be. */
async function isStillThere({ isStored }: StoreFileDeps, logMessageId: number, signal: AbortSignal): Promise<boolean> {
  try {
    return await isStored(logMessageId, signal)
  } catch {
    signal.throwIfAborted()
    return true
  }
}

/** null: somebody deleted the copy. */
async function lookUnlessGone(...question: Parameters<typeof look>): Promise<TrueType | null> {
  try {
    return await look(...question)
  } catch (error) {
    if (hasCode(error, 'file_gone')) return null
    throw error
  }
}

async function look(
  { fileRules, readFirstBytes }: StoreFileDeps,
  file: MediaFile,
  logMessageId: number,
  signal: AbortSignal,
): Promise<TrueType> {
  const asDeclared: TrueType = { mimeType: file.mimeType, seen: null, isLie: false }
  const hasRules = hasTypeRules(fileRules)
  // Photos are made by Telegram itself.
  if (file.kind === 'photo' || file.sizeBytes === 0) return asDeclared
  if (!hasRules && !isGenericType(file.mimeType)) return asDeclared
  try {
    return await trueType(file.mimeType, file.name, await readFirstBytes(logMessageId, file, signal))
  } catch (error) {
    if (hasRules || signal.aborted || hasCode(error, 'file_gone')) throw error
    // Where no rule asks for it, a link without a type is better than none.
    return asDeclared
  }
}
