import { settingCard } from '../cards/setting-card.js'
import type { Press } from './presses.js'

/** `setting.show <name>` */
export const showSetting: Press = {
  name: 'setting.show',
  audience: 'admins',
  run: ({ actions }, ask) => {
    const setting = actions.admin.settings.list().find(({ name }) => name === ask.args[0])
    return Promise.resolve(setting ? { send: settingCard(ask, setting, null) } : {})
  },
}
