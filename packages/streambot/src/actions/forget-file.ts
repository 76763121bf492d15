/** A copy left the log channel: the file is copied anew when somebody sends it again, and links to the lost copy are over. */
import type { Clock } from '../ports/clock.js'
import type { FileStore } from '../ports/file-store.js'
import type { LinkStore } from '../ports/link-store.js'

export interface ForgetFileDeps {
  readonly clock: Clock
  readonly files: Pick<FileStore, 'forgetCopy'>
  readonly links: Pick<LinkStore, 'revokeByLogMessage'>
}

/** @returns how many links ended. @throws StreamBotError store_unavailable */
export async function forgetFile({ clock, files, links }: ForgetFileDeps, logMessageId: number): Promise<number> {
  await files.forgetCopy(logMessageId)
  return links.revokeByLogMessage(logMessageId, clock.now())
}
