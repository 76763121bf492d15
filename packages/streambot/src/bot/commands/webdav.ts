import { LONGEST_SPAN_SECONDS, parseTimeSpan } from '../../core/time-span.js'
import type { AppPasswordWish } from '../../actions/app-passwords.js'
import { webdavCard } from '../cards/webdav-card.js'
import { makeAppPassword } from '../make-app-password.js'
import type { Command } from './command.js'

/** `/webdav` shows where one's files are for programs; `/webdav Kodi 90d` makes a password for one. */
export const webdav: Command = {
  name: 'webdav',
  audience: 'everybody',
  place: 'private',
  hasEffect: true,
  describe: (texts) => texts.people.commands.webdav,
  run: async ({ actions, clock }, ask) => {
    const own = actions.people.webdav
    if (!own) return { html: ask.texts.webdav.off }
    if (ask.args === '') return webdavCard(own, ask, clock.now())
    return makeAppPassword(own, ask, readWish(ask.args, clock.now()))
  },
}

/** A time at the end is its expiry, and the rest is its name. */
function readWish(text: string, nowMs: number): AppPasswordWish {
  const [, name = '', last = ''] = /^(?:(.*\S)\s+)?(\S+)$/s.exec(text) ?? []
  const seconds = name === '' ? null : parseTimeSpan(last)
  if (seconds === null) return { name: text, expiresAtMs: null }
  return { name, expiresAtMs: seconds > LONGEST_SPAN_SECONDS ? null : nowMs + seconds * 1000 }
}
