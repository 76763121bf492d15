import { randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { z } from 'zod'
import type { FileContent } from '../../world/file-content.js'
import { ControlError } from '../control-error.js'
import { requireDc } from '../require-dc.js'
import { type Route, route } from '../route.js'
import { descriptionFields, descriptionQuery, toDescription } from '../schemas.js'
import { fileView } from '../views.js'

const fileParams = z.object({ id: z.string().regex(/^\d+$/, 'the decimal id of a file') })

/** Telegram's own largest file: 4,000 parts of 512 KiB, twice that for premium (core.telegram.org/api/files). */
const LARGEST_FILE_BYTES = 8_000 * 512 * 1024
const PIECE_BYTES = 1_048_576

export const fileRoutes: readonly Route[] = [
  route('POST /files', {
    summary: 'Puts a file: made up from a seed ({size, seed}), or read from a path on this machine.',
    body: z
      .strictObject({
        synthetic: z
          .strictObject({ size: z.int().min(0).max(LARGEST_FILE_BYTES), seed: z.string().default('0') })
          .optional(),
        path: z.string().optional(),
        ...descriptionFields,
      })
      .refine(
        ({ synthetic, path }) => (synthetic === undefined) !== (path === undefined),
        'give either synthetic or path',
      ),
    run: async (sim, { body: { synthetic, path, ...description } }) => {
      requireDc(sim, description.dcId)
      if (synthetic) return fileView(sim.world.putSyntheticFile(synthetic.size, synthetic.seed, description))
      return fileView(await sim.world.putFileFromDisk(path ?? '', description))
    },
  }),
  route('PUT /files', {
    summary: 'Puts a file whose bytes are the request body, of any Content-Type.',
    query: descriptionQuery,
    rawBody: true,
    run: async (sim, { query, upload, signal }) => {
      const description = toDescription(query)
      requireDc(sim, description.dcId)
      const path = join(await upload.folder(), randomUUID())
      try {
        await pipeline(upload.stream, atMost(LARGEST_FILE_BYTES), createWriteStream(path), { signal })
        return fileView(await sim.world.putFileFromDisk(path, description))
      } catch (error) {
        await rm(path, { force: true })
        throw error
      }
    },
  }),
  route('GET /files/:id', {
    summary: 'What is known of a file.',
    params: fileParams,
    run: (sim, { params }) => fileView(sim.world.file(params.id)),
  }),
  route('GET /files/:id/content', {
    summary: 'The bytes of a file, whoever sent it.',
    params: fileParams,
    run: (sim, { params }) => Readable.from(piecesOf(sim.world.file(params.id).content)),
  }),
  route('POST /files/:id/expire-references', {
    summary: 'Every file_reference handed out for it answers FILE_REFERENCE_EXPIRED from now on.',
    params: fileParams,
    run: (sim, { params }) => sim.world.expireFileReferences(params.id),
  }),
]

async function* piecesOf(content: FileContent): AsyncGenerator<Uint8Array> {
  for (let offset = 0; offset < content.size; offset += PIECE_BYTES) yield await content.read(offset, PIECE_BYTES)
}

function atMost(limitBytes: number): Transform {
  let seenBytes = 0
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      seenBytes += chunk.length
      if (seenBytes <= limitBytes) done(null, chunk)
      else done(new ControlError(413, 'FILE_TOO_LARGE', `Telegram's files have up to ${limitBytes} bytes`))
    },
  })
}
