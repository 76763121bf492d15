/** What the document tells of uploads. */
import type { Operation } from '../operations.js'
import { link } from '../link-shape.js'
import { putParams, putQuery } from './put-upload.js'
import { uploadParams } from './tus-routes.js'
import { upload } from './upload-shape.js'

const RECEIVING = ['upload_stalled', 'file_refused', 'conflict', 'too_many_uploads'] as const
const RESUMING = ['no_such_record', 'upload_gone', 'upload_busy', 'tus_version'] as const
const PIECE = { 'application/offset+octet-stream': {} }
const FORM = {
  type: 'object',
  properties: { owner: { type: 'string' }, file: { type: 'string', format: 'binary' } },
  required: ['file'],
}
const VERSION = { 'Tus-Resumable': '`1.0.0`: this is the tus protocol' }
const TUS =
  'By the tus protocol 1.0.0 (tus.io) with creation, creation-with-upload, expiration and termination: send `Tus-Resumable: 1.0.0`.'

export const UPLOAD_OPERATIONS: readonly Operation[] = [
  {
    method: 'PUT',
    path: '/api/v1/uploads/{name}',
    scope: 'uploads',
    summary: 'Send a file, as it is, and get a link to it',
    description:
      'At most 2,097,152,000 bytes, with Content-Length. It goes on to Telegram as it comes in. Each time it is another link, so there is no Idempotency-Key.',
    params: putParams,
    query: putQuery,
    body: null,
    answers: { 201: link },
    refusals: ['length_required', ...RECEIVING],
    takes: { '*/*': {} },
  },
  {
    method: 'POST',
    path: '/api/v1/uploads',
    scope: 'uploads',
    summary: 'Send a file in a form and get a link to it, or begin an upload that can be resumed',
    description:
      'A form (multipart/form-data) has one file with a file name, and may have a field `owner` before it. ' +
      `${TUS} Upload-Length is needed; Upload-Metadata has \`filename\`, and may have \`filetype\` and \`owner\`. ` +
      'Then 201 has no body but a Location, relative to this address, and Upload-Expires.',
    params: null,
    query: null,
    body: null,
    answers: { 201: link },
    refusals: ['invalid_input', ...RECEIVING, 'upload_too_large', 'tus_version', 'upload_busy'],
    takes: { 'multipart/form-data': FORM, ...PIECE },
    headers: {
      ...VERSION,
      'Upload-Length': 'Of the whole file, in bytes',
      'Upload-Metadata': '`filename`, `filetype`, `owner`, each with its value in Base64',
    },
  },
  {
    method: 'PATCH',
    path: '/api/v1/uploads/{name}',
    scope: 'uploads',
    summary: 'Go on with an upload',
    description:
      `${TUS} The body is \`application/offset+octet-stream\` and begins at Upload-Offset, which HEAD tells. With the last byte the file becomes a ` +
      'link: the answer names it in `Link`. POST with `X-HTTP-Method-Override: PATCH` does the same.',
    params: uploadParams,
    query: null,
    body: null,
    answers: { 204: null },
    refusals: ['invalid_input', ...RECEIVING, ...RESUMING, 'upload_offset_wrong', 'upload_too_large'],
    takes: PIECE,
    headers: { ...VERSION, 'Upload-Offset': 'Where the body begins, in the file' },
  },
  {
    method: 'DELETE',
    path: '/api/v1/uploads/{name}',
    scope: 'uploads',
    summary: 'Give an upload up that is not whole yet',
    description: TUS,
    params: uploadParams,
    query: null,
    body: null,
    answers: { 204: null },
    refusals: ['conflict', ...RESUMING],
    headers: VERSION,
  },
  {
    method: 'GET',
    path: '/api/v1/uploads/{name}',
    scope: 'uploads',
    summary: 'What came of an upload, and its link once it is whole',
    description: 'Of the token that began it, at the instance that has it. HEAD is for the tus protocol.',
    params: uploadParams,
    query: null,
    body: null,
    answers: { 200: upload },
    refusals: ['no_such_record'],
  },
]
