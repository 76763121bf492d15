import type { FoundMessage } from '../../ports/messenger.js'
import { filesReply } from '../answer-files.js'
import type { PressAsk } from '../ask.js'
import type { BotDeps } from '../bot-deps.js'
import { toAlert } from '../cards/shorten.js'
import { hasFile, registerEach } from '../register-each.js'
import { stillMissing } from './still-missing.js'
import type { Press } from './presses.js'

/** What Telegram is asked for at a time. */
const AT_A_TIME = 100

/** `files.again <first message>`: files that were answered together. Those that have their link already keep it. */
export const filesAgain: Press = {
  name: 'files.again',
  audience: 'everybody',
  run: async (deps, ask) => {
    const { chatId } = ask.press
    const intended = deps.intended.beginningWith(chatId, Number(ask.args[0]))
    const files = intended ? (await find(deps, ask, intended.messageIds)).filter(hasFile) : []
    if (!intended || files.length === 0) {
      return { answer: { text: toAlert(ask.texts.refusals.filesGone), isAlert: true } }
    }
    const answered = await registerEach(deps, ask, files, ({ messageId }) => `${chatId} ${messageId}`)
    const { name } = intended
    return stillMissing(ask, answered) ?? { edit: await filesReply(deps, ask, answered, { name, isPublic: false }) }
  },
}

async function find({ messenger }: BotDeps, { press, signal }: PressAsk, ids: readonly number[]) {
  const found: FoundMessage[] = []
  for (let at = 0; at < ids.length; at += AT_A_TIME) {
    found.push(...(await messenger.find(press.chatId, ids.slice(at, at + AT_A_TIME), signal)))
  }
  return found
}
