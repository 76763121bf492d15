import { changeOwnLink, placeOf } from './own-link.js'
import type { Press } from './presses.js'

/** `link.max.set <link> <count> [list]`: 0 means as many as want to. */
export const setLinkDownloads: Press = {
  name: 'link.max.set',
  audience: 'everybody',
  run: (deps, ask) => {
    const { linkId, words, origin } = placeOf(ask, 1)
    const max = Number(words[0])
    return changeOwnLink(deps, ask, linkId, { kind: 'downloads', max: max > 0 ? max : null }, origin)
  },
}
