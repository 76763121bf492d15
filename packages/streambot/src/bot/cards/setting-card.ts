/** One setting: what it is, what it may be, and buttons where that is a choice. */
import type { SettingView } from '../../actions/live-settings.js'
import type { Takes } from '../../policy/setting-kinds.js'
import type { Button, Reply } from '../../ports/messenger.js'
import type { Ask } from '../ask.js'
import { formatMoment } from '../texts/formats.js'
import type { Texts } from '../texts/texts.js'
import { oneLine } from './one-line.js'

/** Both values have to fit into one message with the rest. */
const MAX_SHOWN_VALUE = 1500

const EXAMPLES = {
  count: '10',
  bytes: '50 GB',
  seconds: '7d',
  flag: 'off',
  user_ids: '12345 67890',
  file_types: 'video/* .mkv',
  channels: '@name',
}

/** @param news what was done; null: nothing */
export function settingCard(ask: Pick<Ask, 'texts' | 'button'>, setting: SettingView, news: string | null): Reply {
  const { settings } = ask.texts.admins
  const { name, value, takes } = setting
  const isCutShort = value.length > MAX_SHOWN_VALUE
  return {
    html: [
      settings.name(name),
      settings.value(oneLine(value, MAX_SHOWN_VALUE)),
      ...(isCutShort ? [settings.cutShort] : []),
      ...originLines(ask.texts, setting),
      '',
      settings.takes(takesText(ask.texts, takes)),
      settings.example(name, exampleOf(takes)),
      ...(news === null ? [] : ['', news]),
    ].join('\n'),
    buttons: settingButtons(ask, setting),
  }
}

/** The end of a sentence. */
export function takesText({ admins, formats }: Texts, takes: Takes): string {
  const { kinds } = admins.settings
  switch (takes.kind) {
    case 'count':
      return takes.min === 0
        ? kinds.countOrNone(formats.number(takes.max))
        : kinds.count(formats.number(takes.min), formats.number(takes.max))
    case 'bytes':
      return kinds.bytes(takes.unit, formats.size(takes.max))
    case 'seconds':
      return kinds.seconds
    case 'flag':
      return kinds.flag
    case 'choice':
      return kinds.choice(takes.choices.join(', '))
    case 'list':
      return kinds.list(kinds[takes.of], formats.number(takes.max), takes.empty)
  }
}

function exampleOf(takes: Takes): string {
  switch (takes.kind) {
    case 'choice':
      return takes.choices.at(-1) ?? ''
    case 'list':
      return EXAMPLES[takes.of]
    case 'count':
    case 'bytes':
    case 'seconds':
    case 'flag':
      return EXAMPLES[takes.kind]
  }
}

function originLines({ admins }: Texts, { changed, defaultValue }: SettingView): string[] {
  const { settings } = admins
  if (changed === null) return [settings.asConfigured]
  const moment = formatMoment(changed.atMs)
  return [
    settings.configured(oneLine(defaultValue, MAX_SHOWN_VALUE)),
    changed.userId === null ? settings.changedByProgram(moment) : settings.changedBy(changed.userId, moment),
  ]
}

function settingButtons(
  { texts, button }: Pick<Ask, 'texts' | 'button'>,
  { name, value, takes, changed }: SettingView,
): Button[][] {
  const { buttons } = texts.admins.settings
  const words: Readonly<Record<string, string>> = { on: buttons.on, off: buttons.off }
  const choices = takes.kind === 'flag' ? ['on', 'off'] : takes.kind === 'choice' ? takes.choices : []
  const others = choices
    .filter((choice) => choice !== value)
    .map((choice) => button(words[choice] ?? choice, 'setting.set', name, choice))
  const back = changed === null ? [] : [button(buttons.default, 'setting.default', name)]
  return [others, back].filter((row) => row.length > 0)
}
