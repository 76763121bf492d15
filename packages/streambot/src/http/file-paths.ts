/** Where a file is found, and what a visitor who goes there wants of it. */
export type Wish = 'inline' | 'attachment'

export const FILE_PATHS: Readonly<Record<string, Wish>> = { '/dl': 'attachment', '/stream': 'inline' }

/** The last part is for people, and for programs that save under it. */
export function fileUrls(path: string): string[] {
  return [`${path}/:token`, `${path}/:token/:name`]
}
