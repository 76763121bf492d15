import type { Command } from './command.js'

/** How long it takes from the arrival of a message until Telegram has taken the answer. */
export const ping: Command = {
  name: 'ping',
  audience: 'everybody',
  place: 'private',
  describe: (texts) => texts.people.commands.ping,
  run: async ({ messenger, clock }, { message, arrivedAtMs, texts, signal }) => {
    const { about, formats } = texts
    const { chatId, messageId } = message
    const to = { chatId, replyTo: messageId, name: `answer ${messageId}` }
    const pong = await messenger.send(to, { html: about.pong }, signal)
    const tookMs = clock.now() - arrivedAtMs
    if (pong !== null) await messenger.edit(chatId, pong, { html: about.ponged(formats.number(tookMs)) }, signal)
    return null
  },
}
