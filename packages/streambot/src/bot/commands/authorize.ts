import { MAX_LINKS_PER_DAY, type OwnLimits } from '../../actions/authorize-user.js'
import type { User } from '../../core/user.js'
import { actorOf } from '../admin-actions.js'
import { brief } from '../cards/one-line.js'
import { personName } from '../cards/person.js'
import type { Texts } from '../texts/texts.js'
import type { Command } from './command.js'
import { whomIsMeant } from './whom.js'

const GB = 1e9
/** More than any server sends in a month. */
const MAX_GB = 1_000_000
/** A limit that stays as it is. */
const AS_IT_IS = '-'

type Reading = { readonly ok: true; readonly own: OwnLimits } | { readonly ok: false; readonly html: string }

export const authorize: Command = {
  name: 'authorize',
  audience: 'admins',
  place: 'anywhere',
  hasEffect: true,
  describe: (texts) => texts.admins.commands.authorize,
  run: async (deps, ask) => {
    const { users } = ask.texts.admins
    const whom = await whomIsMeant(deps, ask, users.usage.authorize)
    if (!whom.ok) return { html: whom.html }
    const reading = readLimits(ask.texts, whom.rest)
    if (!reading.ok) return { html: reading.html }
    const authorized = await deps.actions.admin.authorizeUser(actorOf(ask), whom.userId, reading.own)
    return {
      html: [users.authorized(personName(whom.userId, whom.profile)), limitsOf(ask.texts, authorized)].join('\n'),
      buttons: [[ask.button(users.buttons.deauthorize, 'user.deauthorize', `${whom.userId}`)]],
    }
  },
}

function readLimits({ admins, formats }: Texts, text: string): Reading {
  const { users } = admins
  const [links = AS_IT_IS, traffic = AS_IT_IS, ...more] = text.split(/\s+/).filter((word) => word !== '')
  if (more[0] !== undefined) return { ok: false, html: users.tooMuch(brief(more[0])) }
  const linksPerDay = /^\d{1,6}$/.test(links) ? Number(links) : NaN
  if (links !== AS_IT_IS && !(linksPerDay <= MAX_LINKS_PER_DAY)) {
    return { ok: false, html: users.badLinksPerDay(brief(links), formats.number(MAX_LINKS_PER_DAY)) }
  }
  const gigabytes = /^\d{1,7}(?:[.,]\d{1,3})?$/.test(traffic) ? Number(traffic.replace(',', '.')) : NaN
  if (traffic !== AS_IT_IS && !(gigabytes <= MAX_GB)) return { ok: false, html: users.badTraffic(brief(traffic)) }
  return {
    ok: true,
    own: {
      ...(links === AS_IT_IS ? {} : { linksPerDay }),
      ...(traffic === AS_IT_IS ? {} : { bandwidthBytesPerMonth: Math.round(gigabytes * GB) }),
    },
  }
}

function limitsOf({ admins, formats }: Texts, { linksPerDay, bandwidthBytesPerMonth }: User): string {
  const { users } = admins
  const show = (limit: number | null, format: (limit: number) => string) =>
    limit === null ? users.asAuthorized : limit === 0 ? users.noLimit : format(limit)
  return users.limits(
    show(linksPerDay, formats.number),
    show(bandwidthBytesPerMonth, (bytes) => `${formats.number(bytes / GB)} GB`),
  )
}
