/** Asks the server what became of a link, because a media element never says why it failed. */
export type Finding =
  | { readonly kind: 'served' }
  | { readonly kind: 'unreachable' }
  /** @property text the server's own words */
  | { readonly kind: 'refused'; readonly status: number; readonly text: string; readonly retryAfterMs: number | null }

const TIMEOUT_MS = 10_000

/** Takes nothing of the file and counts as no download. */
export async function probe(url: string): Promise<Finding> {
  try {
    const head = await ask(url, 'HEAD')
    if (head.ok) return { kind: 'served' }
    // Refused once, and now for the words, which a HEAD has none of.
    const answer = await ask(url, 'GET')
    if (answer.ok) return { kind: 'served' }
    return { kind: 'refused', status: answer.status, text: await wordsOf(answer), retryAfterMs: retryAfterOf(answer) }
  } catch {
    return { kind: 'unreachable' }
  }
}

function ask(url: string, method: 'HEAD' | 'GET'): Promise<Response> {
  const headers = { accept: 'application/json', range: 'bytes=0-0' }
  return fetch(url, { method, headers, cache: 'no-store', signal: AbortSignal.timeout(TIMEOUT_MS) })
}

async function wordsOf(answer: Response): Promise<string> {
  const body: unknown = await answer.json().catch(() => null)
  const text = typeof body === 'object' && body !== null && 'error' in body ? body.error : null
  return typeof text === 'string' ? text : `The server answered ${answer.status}.`
}

function retryAfterOf({ headers }: Response): number | null {
  const seconds = Number(headers.get('retry-after') ?? NaN)
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : null
}
