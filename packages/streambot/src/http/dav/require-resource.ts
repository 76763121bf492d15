/** What stands at an address, for the one person it may be shown to. What is another's is not there. */
import type { Owner } from '../../actions/let-owner-in.js'
import { HttpError } from '../error-response.js'
import type { DavDoor } from './dav-door.js'
import type { DavPath } from './dav-path.js'
import type { DavResource } from './properties.js'

/** @throws HttpError not_found; StreamBotError store_unavailable */
export async function requireResource(dav: DavDoor, { userId }: Owner, path: DavPath): Promise<DavResource> {
  switch (path.kind) {
    case 'root':
      return path
    case 'folder': {
      const folder = await dav.folders.folder(userId, path.folder)
      if (folder) return { kind: 'folder', folder: folder.month, modifiedAtMs: folder.modifiedAtMs }
      break
    }
    case 'file': {
      const file = await dav.folders.file(userId, path.folder, path.name)
      if (file) return { kind: 'file', folder: path.folder, ...file }
    }
  }
  throw new HttpError('not_found')
}
