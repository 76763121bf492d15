/** `POST /api/v1/uploads` with a form, as browsers and `curl -F` send it: the file goes on to Telegram as it comes in, its length known at its end. */
import { randomUUID } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { actorOf } from '../../../actions/dashboard-sessions.js'
import type { UploadedFile } from '../../../actions/upload-file.js'
import { toSafeFileName } from '../../../core/file-name.js'
import { ApiError } from '../api-error.js'
import { readInput } from '../read-input.js'
import { userIdText } from '../shapes.js'
import { sendMadeLink, toMediaType } from './made-link.js'
import { MAX_FORM_OVERHEAD_BYTES, readForm } from './read-form.js'
import type { UploadCall } from './upload-door.js'

const formFields = z.strictObject({ owner: userIdText.optional() })

export function isForm({ headers }: FastifyRequest): boolean {
  return /^multipart\/form-data\b/i.test(headers['content-type'] ?? '')
}

export async function takeForm(
  { actions, token, chunks, signal }: UploadCall,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const { 'content-type': contentType = '', 'content-length': length, 'content-encoding': encoding } = request.headers
  if (encoding !== undefined) throw new ApiError('invalid_input', 'Content-Encoding: send the form as it is.')
  const over = new AbortController()
  try {
    const file = await readForm(contentType, chunks, AbortSignal.any([signal, over.signal]))
    const { owner = null } = readInput(formFields, file.fields, 'body') as z.output<typeof formFields>
    const wish = {
      name: toSafeFileName(file.name),
      mimeType: toMediaType(file.mimeType),
      size: boundsOf(length, actions.uploadSessions.maxSizeBytes()),
      chunks: file.chunks,
      ownerId: owner,
    }
    const made = await actions.uploadFile(actorOf(token), wish, `api upload ${randomUUID()}`, signal)
    await sendMadeLink(actions, reply, made)
  } finally {
    // Whatever is left of the form has no reader.
    over.abort(new Error('The form is answered'))
  }
}

/** A form is a little longer than its file; how much, nobody says before. */
function boundsOf(length: string | undefined, mostBytes: number): UploadedFile['size'] {
  if (length === undefined) return { minBytes: 0, maxBytes: mostBytes }
  const formBytes = Number(length)
  return { minBytes: Math.max(0, formBytes - MAX_FORM_OVERHEAD_BYTES), maxBytes: Math.min(formBytes, mostBytes) }
}
