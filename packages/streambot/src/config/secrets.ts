/** What must never reach a log, apart from Config so that Config may be logged. */

export interface Secrets {
  readonly apiHash: string
  readonly botToken: string
  readonly workerTokens: readonly string[]
  /** Of a database that is reached over the network; null: there is none. */
  readonly databaseUrl: string | null
}

/** Every secret text, for the logger to strike out wherever it shows up. */
export function secretValues(secrets: Secrets): string[] {
  const { apiHash, botToken, workerTokens, databaseUrl } = secrets
  return [
    apiHash,
    botToken,
    ...workerTokens,
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
