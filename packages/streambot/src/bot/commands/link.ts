import type { FoundMessage } from '../../ports/messenger.js'
import { filesReply } from '../answer-files.js'
import type { CommandAsk } from '../ask.js'
import type { BotDeps } from '../bot-deps.js'
import { hasFile, registerEach } from '../register-each.js'
import type { Answer, Command } from './command.js'

/** As many as Telegram is asked for at a time. */
const MAX_MESSAGES = 100

/**
 * `/link [n]` in answer to a message of a group: a link to its file, and to those in the next n-1 messages. They are links of whoever asks,
 * and count as theirs.
 */
export const link: Command = {
  name: 'link',
  audience: 'everybody',
  place: 'anywhere',
  describe: (texts) => texts.people.commands.link,
  run: async (deps, ask) => {
    const { message, texts, signal } = ask
    if (message.isPrivate) return { html: texts.groups.inPrivate }
    const firstId = message.file ? message.messageId : message.replyToId
    const count = readCount(ask.args, maxFiles(deps))
    if (firstId === null || count === null) return explain(deps, ask)
    void deps.messenger.showWorking(message.chatId, signal).catch(() => {})
    const messages = await findMessages(deps, ask, firstId, count)
    const files = messages.filter(hasFile)
    if (files.length === 0) return { html: whyNone(ask, messages, count) }
    const name = `link ${message.chatId} ${message.messageId}`
    const answered = await registerEach(deps, ask, files, ({ messageId }) => `${name} ${messageId}`)
    return filesReply(deps, ask, answered, { name, isPublic: true })
  },
}

/** Once in a while: others read along. */
function explain(deps: BotDeps, { message, texts }: CommandAsk): Answer | null {
  if (!deps.groupHints.isDue(message.chatId)) return null
  return { html: texts.groups.howTo(texts.formats.number(maxFiles(deps))) }
}

function maxFiles({ actions }: BotDeps): number {
  return Math.min(MAX_MESSAGES, actions.maxBatchFiles())
}

/** null: that is no number. */
function readCount(args: string, max: number): number | null {
  if (args === '') return 1
  return /^[1-9]\d{0,5}$/.test(args) ? Math.min(Number(args), max) : null
}

/** The first is asked for as what the command answers: of a group's other messages Telegram may show the bot nothing. */
async function findMessages(
  { messenger }: BotDeps,
  { message, signal }: CommandAsk,
  firstId: number,
  count: number,
): Promise<FoundMessage[]> {
  const { chatId, messageId, text, file } = message
  const laterIds = Array.from({ length: count - 1 }, (_, index) => firstId + 1 + index)
  const [first, later] = await Promise.all([
    file ? { chatId, messageId, text, file: file.file } : messenger.findAnswered(chatId, messageId, signal),
    laterIds.length === 0 ? [] : messenger.find(chatId, laterIds, signal),
  ])
  return [...(first ? [first] : []), ...later]
}

function whyNone({ texts }: CommandAsk, messages: readonly FoundMessage[], count: number): string {
  const { gone, noFile, noFiles } = texts.groups
  if (messages.length === 0) return gone
  return count === 1 ? noFile : noFiles
}
