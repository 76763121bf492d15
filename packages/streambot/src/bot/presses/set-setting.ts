import { actorOf } from '../admin-actions.js'
import { settingAnswer } from '../commands/settings.js'
import type { Press } from './presses.js'

/** `setting.set <name> <value>` */
export const setSetting: Press = {
  name: 'setting.set',
  audience: 'admins',
  run: async ({ actions }, ask) => {
    const [name = '', value = ''] = ask.args
    const answer = await actions.admin.settings.set(actorOf(ask), name, value)
    return { edit: settingAnswer(ask, answer, ask.texts.admins.settings.changed) }
  },
}
