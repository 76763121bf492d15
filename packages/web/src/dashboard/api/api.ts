/** Asks the server. Each request says that it is the dashboard's, has a limit, ends with its signal, and fails as an `ApiFailure` alone. */
import { ApiFailure, toFailure } from './failure.js'
import { straighten } from './straighten.js'

const TIMEOUT_MS = 15_000
/** A request of another site cannot carry it: what comes by cookie must. */
const HEADERS = { 'x-streambot-dashboard': '1', accept: 'application/json' }

type Query = Readonly<Record<string, string | number | null | undefined>>
type Method = 'POST' | 'PUT' | 'PATCH' | 'DELETE'

export interface ApiOptions {
  readonly basePath: string
  readonly fetch: typeof fetch
  readonly timeoutMs?: number
  /** Told of each request that was answered, by whatever, and of each that was not. */
  readonly onReach: (isReached: boolean) => void
  readonly onSessionOver: () => void
}

interface Asked {
  readonly headers?: Record<string, string>
  readonly body?: string
  readonly isOutside?: boolean
}

export class Api {
  constructor(private readonly options: ApiOptions) {}

  /** @param path below `/api/v1` */
  get<Answer>(path: string, query: Query, signal: AbortSignal): Promise<Answer> {
    return this.#json<Answer>('GET', `/api/v1${path}${toQuery(query)}`, signal, {})
  }

  /** @param requestKey names what is made, so that asking twice makes it once */
  send<Answer = null>(
    method: Method,
    path: string,
    signal: AbortSignal,
    { body, requestKey }: { readonly body?: object; readonly requestKey?: string } = {},
  ): Promise<Answer> {
    const key: Record<string, string> = requestKey === undefined ? {} : { 'idempotency-key': requestKey }
    return this.#json<Answer>(method, `/api/v1${path}`, signal, { body, headers: key })
  }

  /** What is not below `/api/v1`: the session, and what anybody may know. */
  outside<Answer>(method: 'GET' | Method, path: string, signal: AbortSignal, body?: object): Promise<Answer> {
    return this.#json<Answer>(method, path, signal, { body, isOutside: true })
  }

  /** An answer without an end, which `signal` ends. Its beginning has a limit like any other. */
  async open(path: string, query: Query, signal: AbortSignal): Promise<ReadableStream<Uint8Array>> {
    const own = new AbortController()
    const end = () => own.abort()
    signal.addEventListener('abort', end, { once: true })
    const response = await this.#within(signal, (limited) => {
      limited.addEventListener('abort', end, { once: true })
      return this.#fetch('GET', `/api/v1${path}${toQuery(query)}`, own.signal, {})
    })
    if (response.body === null) throw new ApiFailure('refused', '', response.status)
    return response.body
  }

  #json<Answer>(
    method: string,
    path: string,
    signal: AbortSignal,
    {
      body,
      headers = {},
      isOutside = false,
    }: { body?: object | undefined; headers?: Record<string, string>; isOutside?: boolean },
  ): Promise<Answer> {
    const json: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' }
    const init = { headers: { ...json, ...headers }, ...(body ? { body: JSON.stringify(body) } : {}), isOutside }
    return this.#within(signal, async (limited) => {
      const text = await (await this.#fetch(method, path, limited, init)).text()
      return (text === '' ? null : JSON.parse(text, straighten)) as Answer
    })
  }

  async #fetch(
    method: string,
    path: string,
    signal: AbortSignal,
    { headers, isOutside = false, ...init }: Asked,
  ): Promise<Response> {
    const { basePath, fetch, onSessionOver } = this.options
    const response = await fetch(basePath + path, {
      ...init,
      ...{ method, signal, headers: { ...HEADERS, ...headers } },
      ...{ credentials: 'same-origin', cache: 'no-store', redirect: 'error' },
    })
    if (response.ok) return response
    const failure = toFailure(response.status, await response.text(), response.headers.get('retry-after'))
    if (failure.kind === 'session_over' && !isOutside) onSessionOver()
    throw failure
  }

  /** @throws ApiFailure; whatever was aborted by its caller is thrown as it is */
  async #within<T>(signal: AbortSignal, run: (limited: AbortSignal) => Promise<T>): Promise<T> {
    const limit = new AbortController()
    let isLate = false
    const abort = () => limit.abort()
    const timer = setTimeout(() => {
      isLate = true
      abort()
    }, this.options.timeoutMs ?? TIMEOUT_MS)
    signal.addEventListener('abort', abort, { once: true })
    try {
      signal.throwIfAborted()
      const answer = await run(limit.signal)
      this.options.onReach(true)
      return answer
    } catch (error) {
      if (signal.aborted) throw error
      const failure = isLate ? new ApiFailure('timeout', '') : error
      if (failure instanceof ApiFailure && failure.kind !== 'timeout') this.options.onReach(true)
      else this.options.onReach(false)
      throw failure instanceof ApiFailure ? failure : new ApiFailure('away', '')
    } finally {
      clearTimeout(timer)
      signal.removeEventListener('abort', abort)
    }
  }
}

function toQuery(query: Query): string {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    value === null || value === undefined || value === '' ? [] : [[name, String(value)]],
  )
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs).toString()}`
}
