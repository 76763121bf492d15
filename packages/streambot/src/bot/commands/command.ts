/** What a command is. One file each; `commands.ts` lists them. */
import type { Reply } from '../../ports/messenger.js'
import type { CommandAsk, Question } from '../ask.js'
import type { BotDeps } from '../bot-deps.js'
import type { Texts } from '../texts/texts.js'

export interface Command {
  readonly name: string
  /** Nobody else learns that there are commands of admins. */
  readonly audience: 'everybody' | 'admins'
  /** Elsewhere it is not heard. */
  readonly place: 'private' | 'groups' | 'anywhere'
  /** For the list of commands; null: not listed. */
  readonly describe: ((texts: Texts) => string) | null
  /** It changes something: one that comes again after a crash, when it may have been done, is not done again. */
  readonly hasEffect?: true
  /** null: nothing to say, or said already. */
  readonly run: (deps: BotDeps, ask: CommandAsk) => Promise<Answer | null> | Answer | null
}

export type Answer = Reply & {
  /** The person's next text goes to the question of this name. */
  readonly question?: Question
  /** It is no answer to the message, which is gone. */
  readonly standsAlone?: boolean
}
