/** What an archive is to whoever asks for it: whether it is the one they began with, and which ranges of it can be had. Pure. */
import type { OpenedArchive } from '../actions/open-archive.js'
import { toByteAnswer, type ByteAnswer, type ByteQuestion } from './byte-answer.js'
import { toContentDisposition } from './content-disposition.js'

const TYPES = { zip: 'application/zip', tar: 'application/x-tar' }

export function toArchiveAnswer(archive: OpenedArchive, question: ByteQuestion): ByteAnswer {
  const { sizeBytes, identity, format, hasAnyRange, hasRange } = archive
  const etag = `"${identity}"`
  // What one reader may not see is in it for another.
  const isSameForAll = archive.isComplete && !archive.isRestricted
  const mayBeAnother = !isSameForAll && question.headers['if-range'] === undefined
  return toByteAnswer(
    {
      sizeBytes,
      // No date: the list may change within a second, and without any file's changing.
      validators: { etag, lastModifiedMs: null },
      cacheHeaders: {
        etag,
        'cache-control': archive.isRestricted ? 'private, no-store, no-transform' : 'private, no-cache, no-transform',
        'x-robots-tag': 'noindex',
      },
      contentHeaders: {
        'content-type': TYPES[format],
        'content-disposition': toContentDisposition(archiveName(archive), 'attachment'),
      },
      acceptRanges: hasAnyRange ? 'bytes' : 'none',
      // Who resumes without saying what (curl, wget) may have begun when there was more in it: bytes of two archives must never be put together.
      hasRange: (range) => !mayBeAnother && hasRange(range),
      // Each range would begin with files of its own, and nobody resumes an archive in several places.
      hasSeveral: false,
    },
    question,
  )
}

export function archiveName({ batch, format }: Pick<OpenedArchive, 'batch' | 'format'>): string {
  return `${batch.title ?? 'files'}.${format}`
}
