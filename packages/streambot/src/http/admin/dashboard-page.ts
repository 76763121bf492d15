/**
 * The page of the dashboard: an empty frame for a script, the same for whoever asks. Nothing in it is secret, and who may see what is asked of the API.
 * Addresses are relative, so that they are right whatever a proxy put before them.
 */
import { APP_HEADERS } from '../app-headers.js'
import type { PageParts } from '../page-assets.js'
import { escapeHtml } from '../page.js'

export interface DashboardPage {
  /** The way from the page to where all addresses begin: `.` or `..`. */
  readonly root: string
  /** null: not built. */
  readonly parts: PageParts | null
  readonly nonce: string
}

/** Scripts, pictures and answers from here only. `nonce`: for styles that scripts write. A page of somebody else's may not frame it. */
export function toDashboardHeaders(nonce: string): Record<string, string> {
  return {
    ...APP_HEADERS,
    'cache-control': 'no-store',
    'content-security-policy': [
      "default-src 'none'",
      "script-src 'self'",
      `style-src 'self' 'nonce-${nonce}'`,
      "img-src 'self' data:",
      "connect-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
  }
}

export function toDashboardPage({ root, parts, nonce }: DashboardPage): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>StreamBot dashboard</title>
${parts === null ? '' : loadTags(parts, root, nonce)}
</head>
<body>
<main id="dashboard" data-root="${escapeHtml(root)}">${parts === null ? NOT_BUILT : NO_SCRIPT}</main>
</body>
</html>
`
}

const NOT_BUILT = `
<h1>The dashboard is not built</h1>
<p>Run <code>npm run build</code> where StreamBot is installed, and start it again. Until then the bot does all of it: send it <code>/help</code>.</p>
`

const NO_SCRIPT = '<noscript><p>The dashboard needs JavaScript. The bot does without: send it /help.</p></noscript>'

function loadTags({ script, style, icon }: PageParts, root: string, nonce: string): string {
  const at = (name: string) => escapeHtml(`${root}/assets/${name}`)
  return `<link rel="stylesheet" href="${at(style)}">
<link rel="icon" type="image/svg+xml" href="${at(icon)}">
<script type="module" src="${at(script)}" nonce="${escapeHtml(nonce)}"></script>`
}
