/** All settings with what they are, and a button for each that tells more. */
import type { SettingView } from '../../actions/live-settings.js'
import { escapeHtml } from '../../core/escape-html.js'
import type { Reply } from '../../ports/messenger.js'
import type { Ask } from '../ask.js'
import { fitting } from './fitting.js'
import { inRows } from './in-rows.js'
import { oneLine } from './one-line.js'

const MAX_SHOWN_VALUE = 60
const BUTTONS_PER_ROW = 2

export function settingsList({ texts, button }: Pick<Ask, 'texts' | 'button'>, all: readonly SettingView[]): Reply {
  const { settings, service } = texts.admins
  const tellMore = (count: number) => service.more(texts.formats.number(count))
  const lines = fitting(all.map(line), tellMore, { around: `${settings.title}\n\n\n${settings.howTo}` })
  const buttons = all.map(({ name }) => button(name, 'setting.show', name))
  return {
    html: [settings.title, '', ...lines, '', settings.howTo].join('\n'),
    buttons: inRows(buttons, BUTTONS_PER_ROW),
  }
}

function line({ name, value, defaultValue, changed }: SettingView): string {
  const show = (text: string) => escapeHtml(oneLine(text, MAX_SHOWN_VALUE))
  const now = `${escapeHtml(name)}: <code>${show(value)}</code>`
  return changed === null ? now : `• ${now} (${show(defaultValue)})`
}
