/** Where a file is found, and what a visitor who goes there wants of it. */
export type Wish = 'inline' | 'attachment'

export const FILE_PATHS: Readonly<Record<string, Wish>> = { '/dl': 'attachment', '/stream': 'inline' }

/** Where a page shows it. */
export const WATCH_PATH = '/watch'

/** All that a link stands at: its password opens each of them. */
export const LINK_PATHS: readonly string[] = [...Object.keys(FILE_PATHS), WATCH_PATH]

/** The last part is for people, and for programs that save under it. */
export function fileUrls(path: string): string[] {
  return [`${path}/:token`, `${path}/:token/:name`]
}
