import { showList } from '../show-list.js'
import { toAlert } from '../cards/shorten.js'
import type { Press } from './presses.js'

/** `files.page <list>`: another page of it, or back from one of its links. */
export const turnFiles: Press = {
  name: 'files.page',
  audience: 'everybody',
  run: async (deps, ask) => {
    const view = deps.listViews.read(ask.args[0] ?? '')
    if (!view) return { answer: { text: toAlert(ask.texts.myLinks.searchForgotten), isAlert: true } }
    return { edit: await showList(deps, ask, view) }
  },
}
