import { makeAppPassword } from '../make-app-password.js'
import type { Press } from './presses.js'

/** `webdav.new`: a password without a name of its own gets a number. */
export const newAppPassword: Press = {
  name: 'webdav.new',
  audience: 'everybody',
  run: async ({ actions }, ask) => {
    const { webdav } = actions.people
    if (!webdav) return { edit: { html: ask.texts.webdav.off } }
    const taken = new Set((await webdav.list(ask.sender.id)).map(({ name }) => name))
    let number = 1
    while (taken.has(ask.texts.webdav.numbered(`${number}`))) number++
    const name = ask.texts.webdav.numbered(`${number}`)
    return { edit: await makeAppPassword(webdav, ask, { name, expiresAtMs: null }) }
  },
}
