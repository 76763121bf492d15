/** Whom an admin means: who is named behind a command, or else who wrote the message that the command answers. */
import { parseUserId } from '../../core/user-id.js'
import type { UserProfile } from '../../core/user.js'
import type { CommandAsk } from '../ask.js'
import type { BotDeps } from '../bot-deps.js'
import { brief } from '../cards/one-line.js'

export type Whom =
  | {
      readonly ok: true
      readonly userId: number
      /** null: the number is all that is known. */
      readonly profile: UserProfile | null
      /** What stands behind the person. */
      readonly rest: string
    }
  | { readonly ok: false; readonly html: string }

/** In an answer to a message the first word may be about anything, unless it can mean nothing but a person. */
const SURELY_A_PERSON = /^(?:@\w+|(?:https?:\/\/)?t\.me\/\w+|\d{5,})$/i

/** @param usage what to say where nobody is named. @throws StreamBotError store_unavailable, telegram_unavailable */
export async function whomIsMeant(deps: BotDeps, ask: CommandAsk, usage: string): Promise<Whom> {
  const { args, message } = ask
  const [first = ''] = args.split(/\s/, 1)
  if (message.replyToId !== null && !SURELY_A_PERSON.test(first)) return authorOf(deps, ask)
  if (first === '') return { ok: false, html: usage }
  const rest = args.slice(first.length).trim()
  const user = await deps.actions.admin.findPerson(first)
  const userId = user?.id ?? parseUserId(first)
  if (userId === null) return { ok: false, html: ask.texts.admins.users.unknown(brief(first)) }
  return { ok: true, userId, profile: user, rest }
}

async function authorOf(deps: BotDeps, ask: CommandAsk): Promise<Whom> {
  const { users } = ask.texts.admins
  const { chatId, messageId } = ask.message
  const quoted = await deps.messenger.quote(chatId, messageId, ask.signal)
  if (!quoted) return { ok: false, html: users.gone }
  const { author } = quoted
  return author ? { ok: true, userId: author.id, profile: author, rest: ask.args } : { ok: false, html: users.noAuthor }
}
