/** How a request came to nothing: the server said no, was not reached, or took too long. */

export type FailureKind =
  /** It said no, with a code and words. */
  | 'refused'
  /** It was not reached. */
  | 'away'
  | 'timeout'
  /** Nobody is logged in any more. */
  | 'session_over'

export class ApiFailure extends Error {
  override readonly name = 'ApiFailure'

  constructor(
    readonly kind: FailureKind,
    /** The server's own words; empty where it said none. */
    readonly text: string,
    readonly status: number | null = null,
    readonly code: string | null = null,
    /** null: the server did not say when it makes sense to try again. */
    readonly retryAfterMs: number | null = null,
  ) {
    super(text || kind)
  }
}

/** @param body as it came: a problem of RFC 9457, or whatever a proxy says in the server's place */
export function toFailure(status: number, body: string, retryAfter: string | null): ApiFailure {
  const problem = parseProblem(body)
  const kind = status === 401 ? 'session_over' : 'refused'
  return new ApiFailure(kind, problem?.text ?? '', status, problem?.code ?? null, toMs(retryAfter))
}

function parseProblem(body: string): { code: string; text: string } | null {
  try {
    const { code, error } = JSON.parse(body) as { code?: unknown; error?: unknown }
    return typeof code === 'string' && typeof error === 'string' ? { code, text: error } : null
  } catch {
    return null
  }
}

/** Seconds alone (RFC 9110 §10.2.3): our server writes no dates. */
function toMs(retryAfter: string | null): number | null {
  return retryAfter !== null && /^\d{1,6}$/.test(retryAfter) ? Number(retryAfter) * 1000 : null
}
