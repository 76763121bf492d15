/**
 * An own file, ready to be read by its owner: traffic counts and is limited as anybody's, and so is memory. Password, addresses and a maximum
 * of downloads are for others: the owner is asked for none, and uses up no place of a link that has few.
 */
import type { Link } from '../core/link.js'
import { admitOwner, openFound, type OpenedFile, type OpenStreamDeps, type Reader } from './open-stream.js'

export type OpenOwnFileDeps = Pick<OpenStreamDeps, 'accesses' | 'quota' | 'reading'>

/** @throws StreamBotError user_quota_used_up, service_quota_used_up */
export async function openOwnFile(
  deps: OpenOwnFileDeps,
  link: Link,
  reader: Pick<Reader, 'address' | 'userAgent'>,
): Promise<OpenedFile> {
  await admitOwner(deps, link.ownerId)
  const accesses = link.restrictions.maxDownloads === null ? deps.accesses : UNCOUNTED
  // Nobody else may see what comes of it, whatever the link would allow.
  return { ...openFound({ ...deps, accesses }, link, reader), isRestricted: true }
}

const UNCOUNTED: OpenOwnFileDeps['accesses'] = { count: () => Promise.resolve() }
