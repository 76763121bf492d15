/** What a program is answered that sent a whole file. */
import type { FastifyReply } from 'fastify'
import type { FileUploadRefusal, UploadResult } from '../../../actions/upload-file.js'
import type { ApiActions } from '../api-actions.js'
import { ApiError } from '../api-error.js'
import { toLinkError } from '../link-refusals.js'
import { link, toLink } from '../link-shape.js'

const MEDIA_TYPE = /^[a-z0-9!#$&^_.+-]{1,127}\/[a-z0-9!#$&^_.+-]{1,127}$/

/** @throws ApiError where there is none */
export async function sendMadeLink(actions: ApiActions, reply: FastifyReply, made: UploadResult): Promise<void> {
  if (!made.ok) throw toUploadError(made.refusal)
  await reply
    .code(201)
    .headers({ 'cache-control': 'no-store' })
    .send(link.parse(toLink(actions, made.link)))
}

export function toUploadError(refusal: FileUploadRefusal): ApiError {
  if (refusal.reason === 'empty')
    return new ApiError('invalid_input', 'body: is empty, and Telegram keeps no empty files.')
  return refusal.reason === 'too_many_uploads_at_once' ? new ApiError('too_many_uploads') : toLinkError(refusal)
}

/** What cannot be read is a file of any type. */
export function toMediaType(text: string | null | undefined): string {
  const type = text?.split(';', 1)[0]?.trim().toLowerCase() ?? ''
  return MEDIA_TYPE.test(type) ? type : 'application/octet-stream'
}
