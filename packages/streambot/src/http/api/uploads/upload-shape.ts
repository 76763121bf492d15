/** A resumable upload as programs see it. */
import { z } from 'zod'
import { UPLOAD_IDLE_MS, type UploadSession } from '../../../actions/upload-sessions.js'
import type { Link } from '../../../core/link.js'
import type { ApiActions } from '../api-actions.js'
import { link, toLink } from '../link-shape.js'
import { bytes, moment, named, toMoment } from '../shapes.js'
import { toUploadError } from './made-link.js'

export const upload = named(
  'Upload',
  z.object({
    id: z.string(),
    state: z.enum(['open', 'linked', 'refused', 'expired']),
    name: z.string(),
    mimeType: z.string(),
    sizeBytes: bytes,
    receivedBytes: bytes,
    expiresAt: moment.nullable().describe('When it is given up unless something comes; null: it is over'),
    link: link.nullable().describe('Once it is whole; null as well when the link was forgotten'),
    refusal: z.string().nullable().describe('Why it became no link'),
  }),
)

/** @param made its link, where it has one and that is known */
export function toUpload(
  actions: Pick<ApiActions, 'urlsOf'>,
  { id, name, mimeType, sizeBytes, receivedBytes, touchedAtMs, outcome }: UploadSession,
  made: Link | null,
): z.input<typeof upload> {
  return {
    id,
    state: outcome.kind,
    name,
    mimeType,
    sizeBytes,
    receivedBytes,
    expiresAt: outcome.kind === 'open' ? toMoment(touchedAtMs + UPLOAD_IDLE_MS) : null,
    link: made && toLink(actions, made),
    refusal: outcome.kind === 'refused' ? toUploadError(outcome.refusal).text : null,
  }
}
