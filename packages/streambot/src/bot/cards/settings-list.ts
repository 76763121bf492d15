/** All settings with what they are, and a button for each that tells more. */
import type { SettingView } from '../../actions/live-settings.js'
import type { Reply } from '../../ports/messenger.js'
import type { Ask } from '../ask.js'
import { escapeHtml } from '../escape-html.js'
import { inRows } from './in-rows.js'
import { oneLine } from './one-line.js'

const MAX_SHOWN_VALUE = 60
const BUTTONS_PER_ROW = 2

export function settingsList({ texts, button }: Pick<Ask, 'texts' | 'button'>, all: readonly SettingView[]): Reply {
  const { settings } = texts.admins
  const buttons = all.map(({ name }) => button(name, 'setting.show', name))
  return {
    html: [settings.title, '', ...all.map(line), '', settings.howTo].join('\n'),
    buttons: inRows(buttons, BUTTONS_PER_ROW),
  }
}

function line({ name, value, defaultValue, changed }: SettingView): string {
  const show = (text: string) => escapeHtml(oneLine(text, MAX_SHOWN_VALUE))
  const now = `${escapeHtml(name)}: <code>${show(value)}</code>`
  return changed === null ? now : `• ${now} (${show(defaultValue)})`
}
