import type { SettingAnswer } from '../../actions/live-settings.js'
import type { Reply } from '../../ports/messenger.js'
import { actorOf } from '../admin-actions.js'
import type { Ask } from '../ask.js'
import { brief } from '../cards/one-line.js'
import { settingCard, takesText } from '../cards/setting-card.js'
import { settingsList } from '../cards/settings-list.js'
import type { Command } from './command.js'

export const settings: Command = {
  name: 'settings',
  audience: 'admins',
  place: 'private',
  hasEffect: true,
  describe: (texts) => texts.admins.commands.settings,
  run: async ({ actions }, ask) => {
    const { settings: live } = actions.admin
    const [name = ''] = ask.args.split(/\s/, 1)
    if (name === '') return settingsList(ask, live.list())
    const value = ask.args.slice(name.length).trim()
    if (value === '') {
      const known = live.list().find((it) => it.name === name.toUpperCase())
      return known ? settingCard(ask, known, null) : { html: unknownText(ask, name) }
    }
    const { changed, takenBack } = ask.texts.admins.settings
    if (value.toLowerCase() === 'default') return settingAnswer(ask, await live.reset(actorOf(ask), name), takenBack)
    return settingAnswer(ask, await live.set(actorOf(ask), name, value), changed)
  },
}

/** @param news what was done, if it was */
export function settingAnswer(ask: Ask, answer: SettingAnswer, news: string): Reply {
  if (answer.ok) return settingCard(ask, answer.setting, news)
  if (answer.reason === 'unknown_setting') return { html: unknownText(ask, answer.name) }
  const { settings: says } = ask.texts.admins
  return {
    html: [says.notTaken(brief(answer.entry), answer.name), says.takes(takesText(ask.texts, answer.takes))].join('\n'),
  }
}

function unknownText({ texts }: Ask, name: string): string {
  return texts.admins.settings.unknown(brief(name))
}
