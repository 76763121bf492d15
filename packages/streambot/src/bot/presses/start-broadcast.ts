import { broadcastCard } from '../cards/broadcast-card.js'
import type { Press } from './presses.js'

/**
 * `broadcast.start <message>`: from here on the message with the button tells how far it is. Pressed again, it is the same broadcast.
 * A second one has to wait until the first is over, so that nobody sends two by mistake.
 */
export const startBroadcast: Press = {
  name: 'broadcast.start',
  audience: 'admins',
  run: async ({ actions }, ask) => {
    const { broadcasts } = actions.admin
    const { broadcasts: says } = ask.texts.admins
    const reportMessageId = ask.press.messageId
    const running = await broadcasts.running()
    const isThisOne = running?.adminId === ask.sender.id && running.reportMessageId === reportMessageId
    if (running && !isThisOne) return { answer: { text: says.busy, isAlert: true } }
    const source = { chatId: ask.press.chatId, messageId: Number(ask.args[0]) }
    const progress = await broadcasts.start(ask.sender.id, source, reportMessageId)
    return { answer: { text: says.starting }, edit: progress ? broadcastCard(ask, progress) : { html: says.unknown } }
  },
}
