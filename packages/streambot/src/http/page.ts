/** The frame of the few pages the server writes itself, in the colours of the player's. They load nothing and run nothing. */

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
  return toFramedPage(title, `<p><small>${escapeHtml(text)}</small></p>`)
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
  :root { color-scheme: light dark; --ink: #16202a; --quiet: #55606b; --back: #f6f7f9; --raised: #fff; --line: #d5dae0;
    --accent: #1763b6; --on-accent: #fff; font: 1.05rem/1.5 system-ui, sans-serif }
  @media (prefers-color-scheme: dark) {
    :root { --ink: #e7ecf1; --quiet: #a3aeb9; --back: #12171c; --raised: #1c232a; --line: #37424d;
      --accent: #7db8f7; --on-accent: #0b1a2a }
  }
  * { box-sizing: border-box }
  body { margin: 0; background: var(--back); color: var(--ink) }
  main { max-width: 34rem; margin: 12vh auto; padding: 1.6rem 2rem; border: 1px solid var(--line); border-radius: .8rem;
    background: var(--raised) }
  @media (max-width: 40rem) { main { margin: 1rem; padding: 1rem 1.2rem } }
  h1 { margin: 0 0 .6rem; font-size: 1.45rem; line-height: 1.3; overflow-wrap: anywhere }
  a { color: var(--accent) }
  small { color: var(--quiet) }
  label { display: block; margin-bottom: .3rem }
  input, button, .button { max-width: 100%; padding: .45rem .9rem; border: 1px solid var(--line); border-radius: .45rem; font: inherit }
  input { background: var(--back); color: inherit }
  button, .button { display: inline-block; border-color: transparent; background: var(--accent); color: var(--on-accent);
    text-decoration: none; cursor: pointer }
  .button.quiet { border-color: var(--line); background: none; color: inherit }
  :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px }${style}
</style>
<main>
<h1>${escapeHtml(title)}</h1>
${html}
</main>
</html>
`
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
