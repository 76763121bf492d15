/** Copies everything from one store to another, whatever kinds they are. Can be made again after an interruption. */
import { StreamBotError } from '../core/errors.js'
import type { Archive, ArchiveRecord } from '../ports/archive.js'

const BATCH = 500

export type CopiedCounts = Readonly<Partial<Record<ArchiveRecord['kind'], number>>>

export interface CopyStoresDeps {
  readonly from: Pick<Archive, 'records'>
  readonly to: Archive
  /** After each batch. */
  readonly onProgress: (counts: CopiedCounts) => void
}

export interface CopyStoresWish {
  /** Also into a store that holds something: a record takes the place of one that has its identity. */
  readonly intoExisting: boolean
}

/** @throws StreamBotError bad_config when the target holds something, store_unavailable */
export async function copyStores(
  { from, to, onProgress }: CopyStoresDeps,
  wish: CopyStoresWish,
): Promise<CopiedCounts> {
  if (!wish.intoExisting && !(await isEmpty(to))) {
    throw new StreamBotError(
      'bad_config',
      'The store to copy to holds something already. Name an empty one, or add --into-existing to overwrite what has the same identity.',
    )
  }
  const counts: Partial<Record<ArchiveRecord['kind'], number>> = {}
  const write = async (batch: readonly ArchiveRecord[]) => {
    await to.restore(batch)
    for (const { kind } of batch) counts[kind] = (counts[kind] ?? 0) + 1
    onProgress(counts)
  }
  let batch: ArchiveRecord[] = []
  for await (const record of from.records()) {
    batch.push(record)
    if (batch.length < BATCH) continue
    await write(batch)
    batch = []
  }
  if (batch.length > 0) await write(batch)
  return counts
}

async function isEmpty(archive: Archive): Promise<boolean> {
  for await (const _record of archive.records()) return false
  return true
}
