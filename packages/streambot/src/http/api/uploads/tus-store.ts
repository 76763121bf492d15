/** Where the tus server keeps uploads: nowhere but in Telegram, and in what the sessions know of those that are open. */
import type { AsyncLocalStorage } from 'node:async_hooks'
import type { Readable } from 'node:stream'
import { DataStore, Upload } from '@tus/server'
import { z } from 'zod'
import { actorOf } from '../../../actions/dashboard-sessions.js'
import { UPLOAD_IDLE_MS, type UploadLabels, type UploadSession } from '../../../actions/upload-sessions.js'
import { toSafeFileName } from '../../../core/file-name.js'
import { ApiError } from '../api-error.js'
import { readInput } from '../read-input.js'
import { userIdText } from '../shapes.js'
import { toMediaType, toUploadError } from './made-link.js'
import type { UploadCall } from './upload-door.js'

/** `name` and `type` are how Uppy calls them. */
const metadata = z.looseObject({
  filename: z.string().min(1).max(1024).optional(),
  filetype: z.string().max(256).nullish(),
  name: z.string().min(1).max(1024).optional(),
  type: z.string().max(256).nullish(),
  owner: userIdText.optional(),
})

export class TusStore extends DataStore {
  override extensions = ['creation', 'creation-with-upload', 'expiration', 'termination']

  constructor(private readonly calls: AsyncLocalStorage<UploadCall>) {
    super()
  }

  override async create(upload: Upload): Promise<Upload> {
    const { actions, token } = this.#call
    const labels: UploadLabels = upload.metadata ?? {}
    const read = readInput(metadata, labels, 'Upload-Metadata') as z.output<typeof metadata>
    const name = read.filename ?? read.name
    if (name === undefined) throw new ApiError('invalid_input', 'Upload-Metadata.filename: is needed.')
    const refusal = await actions.uploadSessions.begin({ tokenId: token.id, actor: actorOf(token) }, upload.id, {
      name: toSafeFileName(name),
      mimeType: toMediaType(read.filetype ?? read.type),
      sizeBytes: upload.size ?? 0,
      ownerId: read.owner ?? null,
      labels,
    })
    if (refusal) throw toTusError(toUploadError(refusal))
    return upload
  }

  override getUpload(id: string): Promise<Upload> {
    return Promise.resolve(toUpload(this.#session(id)))
  }

  /** The offset is looked at by whoever calls, under the same lock. */
  override async write(stream: Readable, id: string): Promise<number> {
    const { actions, token, signal } = this.#call
    if (this.#session(id).outcome.kind === 'open') {
      const refusal = await actions.uploadSessions.write(token.id, id, stream, signal)
      if (refusal) throw toTusError(toUploadError(refusal))
    }
    return this.#session(id).receivedBytes
  }

  override remove(id: string): Promise<void> {
    const { actions, token } = this.#call
    if (actions.uploadSessions.remove(token.id, id)) return Promise.resolve()
    if (this.#session(id).outcome.kind === 'linked') {
      throw new ApiError('conflict', 'This upload is a link already: revoke that instead.')
    }
    throw new ApiError('upload_gone')
  }

  override getExpiration(): number {
    return UPLOAD_IDLE_MS
  }

  get #call(): UploadCall {
    const call = this.calls.getStore()
    if (!call) throw new Error('The tus server was asked by nobody')
    return call
  }

  #session(id: string): UploadSession {
    const { actions, token } = this.#call
    const session = actions.uploadSessions.find(token.id, id)
    if (!session) throw noSuchUpload()
    return session
  }
}

/** Of this token. */
export function noSuchUpload(): ApiError {
  return new ApiError('no_such_record', 'There is no such upload: begin anew.')
}

/** Seen from now on: when one is given up is decided by the sessions alone, and counts from what came last. */
function toUpload({ id, sizeBytes, receivedBytes, labels, outcome }: UploadSession): Upload {
  if (outcome.kind === 'expired') throw new ApiError('upload_gone')
  if (outcome.kind === 'refused') throw toTusError(toUploadError(outcome.refusal))
  return new Upload({ id, size: sizeBytes, offset: receivedBytes, metadata: { ...labels } })
}

/** After a 409 tus clients look at the offset and go on. */
function toTusError(error: ApiError): ApiError {
  return error.code === 'conflict' ? new ApiError('file_refused', error.text) : error
}
