import type { Texts } from '../texts.js'
import { broadcasts } from './admins/broadcasts.js'
import { commands } from './admins/commands.js'
import { dashboard } from './admins/dashboard.js'
import { links } from './admins/links.js'
import { service } from './admins/service.js'
import { settings } from './admins/settings.js'
import { setup } from './admins/setup.js'
import { tokens } from './admins/tokens.js'
import { users } from './admins/users.js'

export const admins: Texts['admins'] = {
  commands,
  dashboard,
  users,
  links,
  service,
  settings,
  tokens,
  broadcasts,
  setup,
}
