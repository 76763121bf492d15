/** What buttons do, by the name of their action. A new one is added here. */
import type { PressAsk, PressOutcome } from '../ask.js'
import type { BotDeps } from '../bot-deps.js'
import { aboutLink } from './about-link.js'
import { authorizeUser } from './authorize-user.js'
import { banUser } from './ban-user.js'
import { cancelBroadcast } from './cancel-broadcast.js'
import { chooseLanguageByButton } from './choose-language.js'
import { cutLink } from './cut-link.js'
import { deauthorizeUser } from './deauthorize-user.js'
import { dropBroadcast } from './drop-broadcast.js'
import { examineAgain } from './examine-again.js'
import { fileAgain } from './file-again.js'
import { filesAgain } from './files-again.js'
import { hideToken } from './hide-token.js'
import { linkDownloads } from './link-downloads.js'
import { linkExpiry } from './link-expiry.js'
import { linkPassword } from './link-password.js'
import { newAppPassword } from './new-app-password.js'
import { listSubtitles } from './list-subtitles.js'
import { newLinkPassword } from './new-link-password.js'
import { openLink } from './open-link.js'
import { refreshMemory } from './refresh-memory.js'
import { refreshStats } from './refresh-stats.js'
import { removeLinkPassword } from './remove-link-password.js'
import { resetSetting } from './reset-setting.js'
import { revokeAppPassword } from './revoke-app-password.js'
import { revokeLink } from './revoke-link.js'
import { revokeLinkNow } from './revoke-link-now.js'
import { revokeQuotedLinks } from './revoke-links.js'
import { revokeToken } from './revoke-token.js'
import { setLinkDownloads } from './set-link-downloads.js'
import { setLinkExpiry } from './set-link-expiry.js'
import { setSetting } from './set-setting.js'
import { showAppPasswords } from './show-app-passwords.js'
import { showSetting } from './show-setting.js'
import { showUser } from './show-user.js'
import { startBroadcast } from './start-broadcast.js'
import { stopStream } from './stop-stream.js'
import { takeOffSubtitles } from './take-off-subtitles.js'
import { turnClients } from './turn-clients.js'
import { turnFiles } from './turn-files.js'
import { turnPeople } from './turn-people.js'
import { turnStreams } from './turn-streams.js'
import { turnTokens } from './turn-tokens.js'
import { unbanUser } from './unban-user.js'
import { showUserLinks, turnUserLinks } from './user-links.js'

export interface Press {
  readonly name: string
  /** Of admins: checked anew at each press, because whoever was one may be none any more. */
  readonly audience: 'everybody' | 'admins'
  readonly run: (deps: BotDeps, ask: PressAsk) => Promise<PressOutcome>
}

const OF_EVERYBODY: readonly Press[] = [
  turnFiles,
  openLink,
  revokeLink,
  revokeLinkNow,
  linkExpiry,
  setLinkExpiry,
  linkDownloads,
  setLinkDownloads,
  linkPassword,
  newLinkPassword,
  removeLinkPassword,
  newAppPassword,
  showAppPasswords,
  revokeAppPassword,
  listSubtitles,
  takeOffSubtitles,
  fileAgain,
  filesAgain,
  chooseLanguageByButton,
]

const OF_ADMINS: readonly Press[] = [
  refreshStats,
  refreshMemory,
  turnClients,
  turnStreams,
  stopStream,
  examineAgain,
  showSetting,
  setSetting,
  resetSetting,
  turnPeople,
  showUser,
  banUser,
  unbanUser,
  authorizeUser,
  deauthorizeUser,
  showUserLinks,
  turnUserLinks,
  aboutLink,
  cutLink,
  revokeQuotedLinks,
  startBroadcast,
  dropBroadcast,
  cancelBroadcast,
  turnTokens,
  revokeToken,
  hideToken,
]

export const PRESSES: readonly Press[] = [...OF_EVERYBODY, ...OF_ADMINS]

const BY_NAME: ReadonlyMap<string, Press> = new Map(PRESSES.map((press) => [press.name, press]))

/** null: there is no such action for this person. */
export function findPress(name: string, isAdmin: boolean): Press | null {
  const press = BY_NAME.get(name)
  return press && (press.audience === 'everybody' || isAdmin) ? press : null
}
