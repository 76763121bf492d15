/** Where in the dashboard somebody is, as it stands behind the # of the address: `#/links?owner=7`, `#/people/7`. */

export const VIEW_NAMES = [
  'overview',
  'streams',
  'people',
  'bans',
  'links',
  'broadcasts',
  'settings',
  'logs',
  'audit',
  'tokens',
] as const
export type ViewName = (typeof VIEW_NAMES)[number]

export interface Route {
  readonly view: ViewName
  /** Of the one thing that is looked at; null: the list. */
  readonly id: string | null
  readonly query: Readonly<Record<string, string>>
}

/** Whatever makes no sense is the overview. */
export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?', 2)
  const [name, id = ''] = path.split('/', 2)
  const view = VIEW_NAMES.find((it) => it === name)
  if (view === undefined) return { view: 'overview', id: null, query: {} }
  return { view, id: decode(id) || null, query: Object.fromEntries(new URLSearchParams(query)) }
}

export function toHash(view: ViewName, id: string | number | null = null, query: Record<string, string> = {}): string {
  const given = Object.entries(query).filter(([, value]) => value !== '')
  const asked = given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`
  return `#/${view}${id === null ? '' : `/${encodeURIComponent(id)}`}${asked}`
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return ''
  }
}
