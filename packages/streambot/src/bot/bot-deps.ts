/** What the conversation needs: a way to talk, and the actions behind commands and buttons. */
import type { IntendedAnswers } from '../actions/intended-answers.js'
import type { KnownPeople } from '../actions/known-people.js'
import type { RegisterFileResult } from '../actions/register-file.js'
import type { Link } from '../core/link.js'
import type { IncomingFile } from '../ports/log-channel.js'
import type { Messenger } from '../ports/messenger.js'
import type { AdminActions } from './admin-actions.js'
import type { BotLogger } from './bot-logger.js'
import type { ListViews } from './list-views.js'
import type { PeopleActions } from './people-actions.js'
import type { PressKeys } from './press-data.js'
import type { RecentHints } from './recent-hints.js'

export interface BotDeps {
  readonly clock: { now(): number }
  readonly messenger: Messenger
  readonly intended: Pick<IntendedAnswers, 'of' | 'intend' | 'beginningWith'>
  readonly people: Pick<KnownPeople, 'seen' | 'languageOf' | 'chooseLanguage'>
  readonly pressKeys: PressKeys
  readonly adminIds: readonly number[]
  readonly actions: BotActions
  readonly listViews: ListViews
  /** Groups that were told lately how it works. */
  readonly groupHints: RecentHints
  readonly logger: BotLogger
  readonly errorId: () => string
  /** Resolves after so long, or rejects with the signal's reason. */
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>
}

/** Several links as one. */
export interface BatchUrls {
  readonly pageUrl: string
  /** null: none of the files is played. */
  readonly playlistUrl: string | null
  readonly zipUrl: string
}

export interface BotActions {
  /** @param request as of `actions/register-file.ts` */
  readonly registerFile: (incoming: IncomingFile, request: string, signal: AbortSignal) => Promise<RegisterFileResult>
  /** @param request names the batch: asked again the answer is the same batch */
  readonly makeBatch: (ownerId: number, links: readonly Link[], request: string) => Promise<BatchUrls>
  /** How many files are answered together, at most. */
  readonly maxBatchFiles: () => number
  readonly people: PeopleActions
  readonly admin: AdminActions
}
