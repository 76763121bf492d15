/** What must never reach a log, apart from Config so that Config may be logged. */

export interface Secrets {
  /** Opens /api/logs; null: only tokens of the API do. */
  readonly logsAccessToken: string | null
  readonly apiHash: string
  readonly botToken: string
  readonly workerTokens: readonly string[]
  /** Of a database that is reached over the network; null: there is none. */
  readonly databaseUrl: string | null
  /** Opens /metrics to who is not on this machine; null: it is closed to them. */
  readonly metricsToken: string | null
}

/** Every secret text, for the logger to strike out wherever it shows up. */
export function secretValues(secrets: Secrets): string[] {
  const { apiHash, botToken, workerTokens, databaseUrl, metricsToken, logsAccessToken } = secrets
  return [
    apiHash,
    botToken,
    ...workerTokens,
    ...(metricsToken === null ? [] : [metricsToken]),
    ...(logsAccessToken === null ? [] : [logsAccessToken]),
    ...(databaseUrl === null ? [] : [databaseUrl, ...passwordIn(databaseUrl)]),
  ]
}

/** As written, and as the driver reads it. */
function passwordIn(url: string): string[] {
  const written = /^[^:]+:\/\/[^:@/]*:([^@/]+)@/.exec(url)?.[1]
  return written === undefined ? [] : [...new Set([written, safelyDecoded(written)])]
}

function safelyDecoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
