/** What the addresses below `/dav` are given: whom they let in, and what is that person's. */
import type { Owner, OwnerAnswer, OwnerVisit } from '../../actions/let-owner-in.js'
import type { LinkUrls } from '../../actions/link-url.js'
import type { OpenedFile, Reader } from '../../actions/open-stream.js'
import type { OwnFolders } from '../../actions/own-folders.js'
import type { Link } from '../../core/link.js'

export interface DavDoor {
  /** @throws StreamBotError store_unavailable */
  readonly letIn: (visit: OwnerVisit) => Promise<OwnerAnswer>
  readonly folders: Pick<OwnFolders, 'folders' | 'folder' | 'files' | 'file'>
  /** @throws StreamBotError as the action `openOwnFile` does */
  readonly open: (link: Link, reader: Pick<Reader, 'address' | 'userAgent'>) => Promise<OpenedFile>
  /** Ends what is read with a password that lets nobody in any more. @returns to be called when it is over anyway */
  readonly watch: (owner: Owner, end: (reason: string) => void) => () => void
  /** @param baseUrl without a trailing slash. @throws StreamBotError store_unavailable */
  readonly urlsOf: (link: Link, baseUrl: string) => LinkUrls
}
