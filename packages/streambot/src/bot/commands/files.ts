import { toSearch } from '../list-views.js'
import { showList } from '../show-list.js'
import type { Command } from './command.js'

/** `/files`, `/files holiday` */
export const files: Command = {
  name: 'files',
  audience: 'everybody',
  place: 'private',
  describe: (texts) => texts.people.commands.files,
  run: (deps, ask) => showList(deps, ask, { page: 0, search: toSearch(ask.args) }),
}
