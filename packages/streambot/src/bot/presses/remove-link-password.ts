import { changeOwnLink, placeOf } from './own-link.js'
import type { Press } from './presses.js'

/** `link.password.off <link> [list]` */
export const removeLinkPassword: Press = {
  name: 'link.password.off',
  audience: 'everybody',
  run: (deps, ask) => {
    const { linkId, origin } = placeOf(ask)
    return changeOwnLink(deps, ask, linkId, { kind: 'password', password: null }, origin)
  },
}
