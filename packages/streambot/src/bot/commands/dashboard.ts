import { escapeHtml } from '../../core/escape-html.js'
import type { Command } from './command.js'
import { formatMoment } from '../texts/formats.js'

/** Each time it is another way in, and one that was not used ends by itself: a command that comes again does no harm. */
export const dashboard: Command = {
  name: 'dashboard',
  audience: 'admins',
  place: 'private',
  describe: (texts) => texts.admins.commands.dashboard,
  run: ({ actions }, { sender, texts }) => {
    const { dashboard: words } = texts.admins
    const door = actions.admin.dashboard
    if (door === null) return { html: words.off }
    const { url, expiresAtMs } = door.logIn(sender.id)
    const lines = [words.wayIn(formatMoment(expiresAtMs)), words.once]
    if (!door.isAddressKnown) lines.push('', words.addressUnknown(escapeHtml(new URL(url).origin)))
    return { html: lines.join('\n'), buttons: [[{ text: words.open, url }]] }
  },
}
