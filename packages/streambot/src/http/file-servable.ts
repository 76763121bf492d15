/** A file that was opened, as what is served of it. */
import { randomUUID } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import type { OpenedFile } from '../actions/open-stream.js'
import type { LentBytes } from '../core/lent-bytes.js'
import type { StreamRecord } from '../streaming/stream-record.js'
import type { Multipart } from './byte-body.js'
import { toFileAnswer } from './file-answer.js'
import type { Wish } from './file-paths.js'
import { readSeveral } from './read-several.js'
import type { Servable } from './serve-bytes.js'

export function toServable(opened: OpenedFile, request: FastifyRequest, wish: Wish, nowMs: number): Servable {
  const { linkId, ownerId, file, logMessageId } = opened
  const { method, headers } = request
  return {
    answer: toFileAnswer(opened, { method, headers, wish, nowMs, boundary: randomUUID() }),
    isRestricted: opened.isRestricted,
    about: { linkId, ownerId, fileName: file.name, sizeBytes: file.sizeBytes },
    subject: { linkId },
    logMessageId: () => logMessageId,
    read: (body, stop, record) => {
      if (!body.multipart) return opened.read(body.span, stop, record)
      return readRanges(opened, body.multipart, stop, record)
    },
  }
}

/** One place in the memory budget for all of them: nobody is turned away between two ranges. */
async function* readRanges(
  opened: OpenedFile,
  multipart: Multipart,
  signal: AbortSignal,
  record: StreamRecord,
): AsyncGenerator<LentBytes, undefined, undefined> {
  using share = opened.admit()
  yield* readSeveral(multipart, (range) => opened.read(range, signal, record, share))
}
