import type { Command } from './command.js'

/** In answer to the message that is meant. It is sent when the admin has seen to how many people, and says so. */
export const broadcast: Command = {
  name: 'broadcast',
  audience: 'admins',
  place: 'private',
  describe: (texts) => texts.admins.commands.broadcast,
  run: async ({ actions, messenger }, ask) => {
    const { broadcasts: says } = ask.texts.admins
    const { chatId, messageId, replyToId } = ask.message
    if (replyToId === null) return { html: says.usage }
    const { broadcasts } = actions.admin
    if (await broadcasts.running()) return { html: says.busy }
    if (!(await messenger.quote(chatId, messageId, ask.signal))) return { html: says.gone }
    const people = ask.texts.formats.number(await broadcasts.countPeople())
    return {
      html: says.preview(people),
      buttons: [
        [ask.button(says.send(people), 'broadcast.start', `${replyToId}`), ask.button(says.drop, 'broadcast.drop')],
      ],
    }
  },
}
