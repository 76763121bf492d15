import { streamsList } from '../cards/streams-list.js'
import type { Press } from './presses.js'

/** `streams.page <page>` */
export const turnStreams: Press = {
  name: 'streams.page',
  audience: 'admins',
  run: ({ actions, clock }, ask) => {
    const page = Number(ask.args[0])
    return Promise.resolve({ edit: streamsList(ask, actions.admin.streams(), page, clock.now()) })
  },
}
