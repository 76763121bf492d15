import { listStreams } from '../commands/streams.js'
import type { Press } from './presses.js'

/** `streams.page <page>` */
export const turnStreams: Press = {
  name: 'streams.page',
  audience: 'admins',
  run: async (deps, ask) => ({ edit: await listStreams(deps, ask, Number(ask.args[0])) }),
}
