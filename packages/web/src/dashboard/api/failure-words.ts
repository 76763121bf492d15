/** Each failure in words that say what to do. */
import { formatSpan } from '../format/span.js'
import { ApiFailure } from './failure.js'

export function wordsOf(failure: unknown): string {
  if (!(failure instanceof ApiFailure)) {
    return 'Something went wrong in this page. Load it again; if that does not help, tell whoever runs the server.'
  }
  switch (failure.kind) {
    case 'away':
      return 'The server cannot be reached. Check your network; this page tries again by itself.'
    case 'timeout':
      return 'The server did not answer in time. What you asked for may have been done: look before you try again.'
    case 'session_over':
      return 'The session is over. Log in again.'
    case 'refused':
      return refusalOf(failure)
  }
}

function refusalOf({ text, status, code, retryAfterMs }: ApiFailure): string {
  const when = retryAfterMs === null ? '' : ` Try again in ${formatSpan(retryAfterMs)}.`
  if (code === 'scope_missing' && text.includes('lacks'))
    return `${text} Log in with /dashboard, or with a token that has it.`
  if (code === 'cross_site')
    return `${text || 'The server took this for a request of another site.'} Load the page again.`
  if (code === 'invalid_input') return withoutPlace(text)
  if (text !== '') return text + when
  return `The server answered ${status ?? 'nothing'} and no reason. Look at its log, and at the proxy's.${when}`
}

/** Which field of what was sent a refusal is about. null: none, or all of it. */
export function fieldOf(failure: unknown): string | null {
  if (!(failure instanceof ApiFailure) || failure.code !== 'invalid_input') return null
  return /^body\.(\w+)/.exec(failure.text)?.[1] ?? null
}

/** `body.until: lies in the past.` → `Lies in the past.`: the place is shown by where the words stand. */
function withoutPlace(text: string): string {
  const words = text.replace(/^(?:body|query|path)?(?:\.?[\w.[\]]+)?: */, '')
  return words.charAt(0).toUpperCase() + words.slice(1)
}
