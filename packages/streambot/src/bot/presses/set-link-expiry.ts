import { EXPIRY_CHOICES } from '../../actions/change-own-link.js'
import { toAlert } from '../cards/shorten.js'
import { changeOwnLink, placeOf } from './own-link.js'
import type { Press } from './presses.js'

/** `link.for <link> <choice> [list]` */
export const setLinkExpiry: Press = {
  name: 'link.for',
  audience: 'everybody',
  run: async (deps, ask) => {
    const { linkId, words, origin } = placeOf(ask, 1)
    const choice = EXPIRY_CHOICES.find((it) => it === words[0])
    if (choice === undefined) return { answer: { text: toAlert(ask.texts.myLinks.expiryNotAllowed), isAlert: true } }
    return changeOwnLink(deps, ask, linkId, { kind: 'expiry', choice }, origin)
  },
}
