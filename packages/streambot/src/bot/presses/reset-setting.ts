import { actorOf } from '../admin-actions.js'
import { settingAnswer } from '../commands/settings.js'
import type { Press } from './presses.js'

/** `setting.default <name>` */
export const resetSetting: Press = {
  name: 'setting.default',
  audience: 'admins',
  run: async ({ actions }, ask) => {
    const answer = await actions.admin.settings.reset(actorOf(ask), ask.args[0] ?? '')
    return { edit: settingAnswer(ask, answer, ask.texts.admins.settings.takenBack) }
  },
}
