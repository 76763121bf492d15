/** Finding a stored file by what a client holds of it: id, its own access hash, a reference that is still good. */
import type Long from 'long'
import { RpcError } from '../rpc-error.js'
import type { Account } from '../world/account.js'
import type { FileRecord } from '../world/file-record.js'
import type { World } from '../world/world.js'

interface FileCredentials {
  readonly id: Long
  readonly accessHash: Long
  readonly fileReference: Uint8Array
}

/** `unknownError` is what an unknown id or somebody else's hash answers; it differs by method. */
export function requireStoredFile(
  world: World,
  account: Account,
  credentials: FileCredentials,
  isPhoto: boolean,
  unknownError: string,
): FileRecord {
  const fileId = credentials.id.toString()
  const file = world.files.find(fileId)
  const isKnown = file !== null && (file.kind === 'photo') === isPhoto
  if (!isKnown || !world.accessHashes.matches(credentials.accessHash, account.id, 'file', fileId)) {
    throw new RpcError(400, unknownError)
  }
  if (credentials.fileReference.length === 0) throw new RpcError(400, 'FILE_REFERENCE_EMPTY')
  const state = world.fileReferences.check(credentials.fileReference, account.id, fileId)
  if (state === 'expired') throw new RpcError(400, 'FILE_REFERENCE_EXPIRED')
  if (state === 'invalid') throw new RpcError(400, 'FILE_REFERENCE_INVALID')
  return file
}
