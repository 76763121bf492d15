/**
 * Tells Telegram which commands there are, so that it shows them where people write: to everybody in their language, to admins theirs, and in groups what
 * is good for there. What fails is told in the log and tried again at the next start: commands work all the same.
 */
import type { BotCommand, CommandAudience } from '../ports/messenger.js'
import type { BotDeps } from './bot-deps.js'
import { commandsFor, commandsForGroups } from './commands/commands.js'
import { LANGUAGES, textsFor, type Texts } from './texts/texts.js'

/** Telegram shows it to whoever's language has no list of its own. */
const DEFAULT_LANGUAGE = 'en'

/** Resolves in any case. */
export async function announceCommands(
  { messenger, adminIds, logger }: Pick<BotDeps, 'messenger' | 'adminIds' | 'logger'>,
  signal: AbortSignal,
): Promise<void> {
  const lists: readonly { readonly chats: CommandAudience['chats']; readonly of: (texts: Texts) => BotCommand[] }[] = [
    { chats: 'private', of: (texts) => commandsFor(false, texts) },
    { chats: 'groups', of: commandsForGroups },
    ...adminIds.map((adminId) => ({ chats: adminId, of: (texts: Texts) => commandsFor(true, texts) })),
  ]
  for (const { chats, of } of lists) {
    for (const code of LANGUAGES) {
      const language = code === DEFAULT_LANGUAGE ? null : code
      try {
        await messenger.announceCommands({ language, chats }, of(textsFor(code)), signal)
      } catch (error) {
        if (signal.aborted) return
        logger.warn({ err: error, chats, language }, 'Telegram was not told of all commands')
      }
    }
  }
}
