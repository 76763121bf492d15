import { chooseLanguage } from '../choose-language.js'
import type { Press } from './presses.js'

/** `lang <code>` */
export const chooseLanguageByButton: Press = {
  name: 'lang',
  audience: 'everybody',
  run: async (deps, ask) => {
    const html = await chooseLanguage(deps, ask, ask.args[0] ?? '')
    return html === null ? {} : { edit: { html } }
  },
}
