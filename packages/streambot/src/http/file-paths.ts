/** Where a file is found, and what a visitor who goes there wants of it. */
export type Wish = 'inline' | 'attachment'

export const FILE_PATHS: Readonly<Record<string, Wish>> = { '/dl': 'attachment', '/stream': 'inline' }

/** Where a page shows it. */
export const WATCH_PATH = '/watch'

/** What the page shows of it besides: the picture, and subtitles that lie beside a film. */
export const POSTER_PATH = '/poster'
export const SUBTITLES_PATH = '/subtitles'

/** All that a link stands at: its password opens each of them. */
export const LINK_PATHS: readonly string[] = [...Object.keys(FILE_PATHS), WATCH_PATH]

/** Where a browser says that it was given the password. */
export const UNLOCKED_PATHS: readonly string[] = [...LINK_PATHS, POSTER_PATH, SUBTITLES_PATH]

/** The last part is for people, and for programs that save under it. */
export function fileUrls(path: string): string[] {
  return [`${path}/:token`, `${path}/:token/:name`]
}
