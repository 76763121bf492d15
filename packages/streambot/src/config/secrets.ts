/** What must never reach a log, apart from Config so that Config may be logged. */

export interface Secrets {
  readonly apiHash: string
  readonly botToken: string
  readonly workerTokens: readonly string[]
}

/** Every secret text, for the logger to strike out wherever it shows up. */
export function secretValues(secrets: Secrets): string[] {
  return [secrets.apiHash, secrets.botToken, ...secrets.workerTokens]
}
