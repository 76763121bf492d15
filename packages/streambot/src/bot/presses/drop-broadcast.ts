import type { Press } from './presses.js'

/** `broadcast.drop`: instead of sending it. */
export const dropBroadcast: Press = {
  name: 'broadcast.drop',
  audience: 'admins',
  run: (_deps, ask) => Promise.resolve({ edit: { html: ask.texts.admins.broadcasts.dropped } }),
}
