/** The page's few files, read once: a name that is not in the map is not there, so no path can lead out. */
import { readdir, readFile } from 'node:fs/promises'
import { extname } from 'node:path'
import { demoChatPage } from '@streambot/web'

export interface PageFile {
  readonly contentType: string
  readonly body: Buffer
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
}

/** By path: `/` is the page itself. */
export async function readPageFiles(page = demoChatPage): Promise<ReadonlyMap<string, PageFile>> {
  const files = new Map<string, PageFile>()
  for (const folder of [page.markup, page.scripts]) {
    for (const name of await readdir(folder)) {
      const contentType = TYPES[extname(name)]
      if (contentType === undefined || name.includes('.test.')) continue
      files.set(name === 'index.html' ? '/' : `/${name}`, { contentType, body: await readFile(new URL(name, folder)) })
    }
  }
  return files
}

/** Nothing from elsewhere, nothing inline, and no string that becomes markup. */
export const PAGE_HEADERS = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' blob:",
    'media-src blob:',
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  // The demo changes with the source it is built from.
  'cache-control': 'no-store',
} as const
