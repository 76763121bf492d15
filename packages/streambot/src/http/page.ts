/** The frame of the few pages the server writes itself. They load nothing and run nothing. */

export const PAGE_HEADERS = toPageHeaders("'none'")

/** @param formAction where forms may be sent to, as Content-Security-Policy says it: `default-src` does not cover that */
export function toPageHeaders(formAction: "'none'" | "'self'") {
  return {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy':
      "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; " +
      `form-action ${formAction}`,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
  }
}

export function toPage(title: string, text: string): string {
  return toFramedPage(title, `<p>${escapeHtml(text)}</p>`)
}

/**
 * @param html whatever strangers wrote in it is escaped
 * @param style what this page needs besides the style of all
 */
export function toFramedPage(title: string, html: string, style = ''): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)}</title>
<style>
  :root { color-scheme: light dark; font: 1.1rem/1.5 system-ui, sans-serif }
  body { max-width: 34rem; margin: 15vh auto; padding: 0 1.5rem }
  label { display: block; margin-bottom: .3rem }
  input, button { box-sizing: border-box; max-width: 100%; padding: .4rem .7rem; font: inherit }${style}
</style>
<h1>${escapeHtml(title)}</h1>
${html}
</html>
`
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
