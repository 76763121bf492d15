/**
 * The files of a batch as one file: a ZIP or a TAR that exists nowhere, and of which any range is made when it is asked for. Each file is read as
 * its own link would be, one at a time; what its link no longer allows breaks the archive off.
 */
import { createHash } from 'node:crypto'
import { isAnyRangePlannable, planRange, type Plan } from '../archive/plan.js'
import { readPlan } from '../archive/read-plan.js'
import { tarLayout } from '../archive/tar.js'
import { zipLayout } from '../archive/zip.js'
import type { Batch } from '../core/batch.js'
import { toDistinctFileNames } from '../core/distinct-file-names.js'
import { StreamBotError } from '../core/errors.js'
import type { LentBytes } from '../core/lent-bytes.js'
import { isRestricted, type Link } from '../core/link.js'
import { fileKeyOf } from '../core/media-file.js'
import type { InclusiveRange } from '../core/range.js'
import { admitStream } from '../streaming/range-reader.js'
import type { StreamRecord } from '../streaming/stream-record.js'
import type { StreamShare } from '../streaming/stream-share.js'
import type { FileChecksums } from './file-checksums.js'
import { openBatch, requireStillServed, type OpenBatchDeps } from './open-batch.js'
import { admitOwner, openFound, type OpenedFile, type OpenStreamDeps, type Reader } from './open-stream.js'

const LAYOUTS = { zip: zipLayout, tar: tarLayout }
/** Another one, whenever the same files would make other bytes than before. */
const LAYOUT_VERSION = 1

export type ArchiveFormat = keyof typeof LAYOUTS

export interface OpenArchiveDeps extends OpenBatchDeps, Pick<OpenStreamDeps, 'accesses' | 'quota' | 'reading'> {
  readonly checksums: Pick<FileChecksums, 'find' | 'learned' | 'beginningLearned'>
}

export interface ArchiveQuestion {
  readonly token: string
  readonly format: ArchiveFormat
  readonly reader: Reader
}

/** Holds nothing until `read` is called. */
export interface OpenedArchive {
  readonly batch: Batch
  readonly format: ArchiveFormat
  readonly sizeBytes: number
  /** Stands for its bytes: other files, names, sizes, times or another order make another one. */
  readonly identity: string
  /** Every link of the batch is in it, so that it has been the same archive since the batch was made. */
  readonly isComplete: boolean
  /** Not everybody who has the batch may see all that is in it. */
  readonly isRestricted: boolean
  /** Any range can be had; false: some need what nobody has learned yet. */
  readonly hasAnyRange: boolean
  readonly hasRange: (range: InclusiveRange) => boolean
  /** What is being read, or about to be. */
  readonly current: Link
  /**
   * As `OpenedFile.read`; the first bytes of the first file are there before anything comes.
   * @throws StreamBotError too_many_streams, and what each link would answer at its own address
   */
  read(range: InclusiveRange, signal: AbortSignal, stream: StreamRecord): AsyncIterator<LentBytes, undefined>
}

/** @throws StreamBotError as `openBatch`; user_quota_used_up, service_quota_used_up; file_gone when no link is left that may be in it */
export async function openArchive(
  deps: OpenArchiveDeps,
  { token, format, reader }: ArchiveQuestion,
): Promise<OpenedArchive> {
  const { batch, entries } = await openBatch(deps, { token, reader })
  const links = entries.filter(({ opensAlone }) => !opensAlone).map(({ link }) => link)
  const [first] = links
  if (!first) throw new StreamBotError('file_gone', `Batch ${batch.id} has no link that may be in an archive`)
  await admitOwner(deps, batch.ownerId)
  const names = toDistinctFileNames(links.map(({ file }) => file.name))
  const files = links.map(({ file: { sizeBytes }, createdAtMs }, at) => {
    return { name: names[at] ?? '', sizeBytes, modifiedAtMs: createdAtMs }
  })
  const layout = LAYOUTS[format](files)
  const known = await deps.checksums.find(links.map(({ file }) => file))
  let current = first
  return {
    batch,
    format,
    sizeBytes: layout.sizeBytes,
    identity: hashOf([LAYOUT_VERSION, format, files, links.map(({ file }) => fileKeyOf(file))]),
    isComplete: links.length === batch.linkIds.length,
    isRestricted: links.some(({ restrictions }) => isRestricted(restrictions)),
    hasAnyRange: isAnyRangePlannable(layout, known),
    hasRange: (range) => planRange(layout, range, known) !== null,
    get current() {
      return current
    },
    read: (range, signal, stream) => {
      const plan = planRange(layout, range, known)
      if (!plan) throw new RangeError('This range cannot be had')
      let isBegun = false
      return read(deps, plan, links, async (link, fileRange, share) => {
        current = link
        stream.turnTo(link.id)
        await requireStillServed(deps, batch, link.id, reader).catch((error: unknown) => {
          // It ends as a stream of its own link would; before anything was sent there are better words for it.
          if (isBegun && error instanceof StreamBotError) stream.cancel(error.message)
          throw error
        })
        isBegun = true
        return openFound(deps, link, reader).read(fileRange, signal, stream, share)
      })
    },
  }
}

type OpenFile = (link: Link, range: InclusiveRange, share: StreamShare) => ReturnType<OpenedFile['read']>

async function* read(
  { reading, checksums }: OpenArchiveDeps,
  plan: Plan,
  links: readonly Link[],
  openFile: OpenFile,
): AsyncGenerator<LentBytes, undefined, undefined> {
  // One for all files: nobody is turned away between two of them.
  using share = admitStream(reading.budget)
  yield* readPlan(plan, {
    open: (at, range) => openFile(links[at]!, range, share),
    beginningLearned: (at, steps, crc32) => checksums.beginningLearned(links[at]!.file, steps, crc32),
    crc32Learned: (at, crc32) => checksums.learned(links[at]!.file, crc32),
  })
}

function hashOf(identity: unknown): string {
  return createHash('sha256').update(JSON.stringify(identity)).digest('base64url').slice(0, 22)
}
