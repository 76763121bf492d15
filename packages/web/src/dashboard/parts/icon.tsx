/** The signs of the views, drawn here so that nothing has to be loaded. */
import type { ViewName } from '../route.js'

const PATHS: Readonly<Record<ViewName, string>> = {
  overview: 'M3 13h4l3-8 4 14 3-6h4',
  streams: 'M12 3v12m0 0-4-4m4 4 4-4M4 20h16',
  people: 'M9 11a4 4 0 1 0 0-8 4 4 0 0 0 0 8Zm-7 9c0-4 3-6 7-6s7 2 7 6M16 4a4 4 0 0 1 0 7m6 9c0-3-1-5-4-6',
  bans: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM5.7 5.7l12.6 12.6',
  links: 'M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1m2 4a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1',
  broadcasts: 'M4 10v4h3l8 5V5L7 10H4Zm14-2a5 5 0 0 1 0 8',
  settings:
    'M4 7h9m5 0h2M4 17h2m5 0h9M15.5 9.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5Zm-7 10a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5Z',
  logs: 'M4 5h16M4 10h10M4 15h16M4 20h8',
  audit: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Zm0-14v5l3 3',
  tokens: 'M8 16a5 5 0 1 1 4.600-7H21v4h-3v3h-4v-3h-1.400A5 5 0 0 1 8 16Zm0-4v-.01',
}

export function Icon({ name }: { readonly name: ViewName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  )
}
