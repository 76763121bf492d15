/** Links that a similar bot gave out, of files in the same log channel. */
import { MAX_MESSAGE_ID } from '../core/message-id.js'
import type { EnvReader } from './env-reader.js'

export interface LegacyLinks {
  /** Later messages are ours alone. */
  readonly upToMessageId: number
  readonly hashLength: number
}

/** null: none of them leads anywhere. */
export function readLegacyLinks(reader: EnvReader): LegacyLinks | null {
  const upToMessageId = reader.integer('LEGACY_LINKS_UP_TO', { min: 0, max: MAX_MESSAGE_ID }) ?? 0
  const length = reader.textOf('LEGACY_HASH_LENGTH', 'HASH_LENGTH')
  const hashLength = reader.integer('LEGACY_HASH_LENGTH', { min: 6, max: 64, unit: 'characters' }, length) ?? 6
  return upToMessageId === 0 ? null : { upToMessageId, hashLength }
}
