import { filesReply } from '../answer-files.js'
import { toAlert } from '../cards/shorten.js'
import { hasFile, registerEach } from '../register-each.js'
import { stillMissing } from './still-missing.js'
import type { Press } from './presses.js'

/** `file.again <message>`: a file that was refused, under the name that it had, so that it counts once. */
export const fileAgain: Press = {
  name: 'file.again',
  audience: 'everybody',
  run: async (deps, ask) => {
    const { chatId } = ask.press
    const found = await deps.messenger.find(chatId, [Number(ask.args[0])], ask.signal)
    const files = found.filter(hasFile)
    if (files.length === 0) return { answer: { text: toAlert(ask.texts.refusals.fileGone), isAlert: true } }
    const answered = await registerEach(deps, ask, files, ({ messageId }) => `${chatId} ${messageId}`)
    return stillMissing(ask, answered) ?? { edit: await filesReply(deps, ask, answered, { name: '', isPublic: false }) }
  },
}
