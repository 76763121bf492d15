/** What a setting takes, in words, and in which group it stands. */
import type { Setting } from '../api/shapes.js'
import { formatBytes, formatCount } from '../format/count.js'

type Takes = Setting['takes']

const LISTS: Readonly<Record<string, string>> = {
  user_ids: 'Telegram ids',
  file_types: 'file types such as video/* or application/pdf',
  channels: 'channels such as @name or -1001234567890',
}

export function hintOf(takes: Takes): string {
  const max = typeof takes['max'] === 'number' ? takes['max'] : null
  switch (takes.kind) {
    case 'flag':
      return 'on or off'
    case 'choice':
      return choicesOf(takes).join(', ')
    case 'count': {
      const min = typeof takes['min'] === 'number' ? takes['min'] : 0
      return `A whole number from ${min} to ${formatCount(max)}${min === 0 ? '; 0 is no limit' : ''}`
    }
    case 'bytes':
      return `A size such as 500MB or 2.5GB, to ${formatBytes(max)}; 0 is no limit${takes['unit'] === 'GB' ? '; a number alone is GB' : ''}`
    case 'seconds':
      return 'A time such as 12h or 7d; a number alone is seconds; 0 is never'
    case 'list':
      return `${LISTS[String(takes['of'])] ?? 'entries'}, at most ${formatCount(max)}, with spaces or commas between; ${String(takes['empty'])} is none`
    default:
      return 'As in the configuration'
  }
}

/** What may be chosen; empty: it is typed. */
export function choicesOf(takes: Takes): readonly string[] {
  if (takes.kind === 'flag') return ['on', 'off']
  return Array.isArray(takes['choices']) ? takes['choices'].map(String) : []
}

const GROUPS = [
  ['Limits', /^(RATE_LIMITING|MAX_LINKS|AUTHORIZED|UPLOADS|SERVICE_UPLOADS|REQUESTS|WRONG_LINKS)/],
  ['Traffic', /BANDWIDTH/],
  ['Files and links', /^(LINK_|MAX_FILE|ALLOWED_TYPES|DENIED_TYPES|MAX_BATCH|CHANNEL_POST)/],
  ['Access', /^(ACCESS_MODE|ALLOWED_USERS|FORCE_SUB)/],
] as const

/** Each setting in one group, in the order of the server. */
export function groupsOf(settings: readonly Setting[]): readonly (readonly [string, readonly Setting[]])[] {
  const nameOf = ({ name }: Setting) => GROUPS.find(([, pattern]) => pattern.test(name))?.[0] ?? 'Others'
  return [...GROUPS.map(([name]) => name), 'Others'].flatMap((group) => {
    const inIt = settings.filter((it) => nameOf(it) === group)
    return inIt.length === 0 ? [] : [[group, inIt] as const]
  })
}
