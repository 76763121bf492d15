/** One thing the control interface does: where, what it takes, and the doing. The index page and the documentation list these. */
import type { Readable } from 'node:stream'
import { z } from 'zod'
import type { TelegramSim } from '../telegram-sim.js'

/** What is driven: a TelegramSim, or the part of one that a test makes. */
export type Controlled = Pick<
  TelegramSim,
  'world' | 'faults' | 'counters' | 'recentCalls' | 'connections' | 'network' | 'clock' | 'dcs'
>

interface RouteInput {
  readonly params: unknown
  readonly query: unknown
  readonly body: unknown
  /** Aborts when the caller has gone or the server closes. */
  readonly signal: AbortSignal
  /** The request body as it arrives, for a route that takes raw bytes, and a folder for them. */
  readonly upload: { readonly stream: Readable; readonly folder: () => Promise<string> }
}

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** With `:name` for parameters. */
  readonly path: string
  readonly summary: string
  /** Names of what it takes, optional ones with a question mark. */
  readonly takes: readonly string[]
  /** The body is bytes, not JSON. */
  readonly rawBody: boolean
  readonly run: (sim: Controlled, input: RouteInput) => unknown
}

interface Definition<Params, Query, Body> {
  summary: string
  params?: z.ZodType<Params>
  query?: z.ZodType<Query>
  body?: z.ZodType<Body>
  rawBody?: boolean
  run: (
    sim: Controlled,
    input: Omit<RouteInput, 'params' | 'query' | 'body'> & { params: Params; query: Query; body: Body },
  ) => unknown
}

const nothing = z.unknown()

/** Checks params, query and body, then runs: `route('GET /dcs', { summary, run })`. */
export function route<Params = unknown, Query = unknown, Body = unknown>(
  address: `${Route['method']} /${string}`,
  definition: Definition<Params, Query, Body>,
): Route {
  const [method, path] = address.split(' ') as [Route['method'], string]
  const { summary, params, query, body, rawBody = false, run } = definition
  return {
    method,
    path,
    summary,
    rawBody,
    takes: [...fieldsOf(query).map((field) => `?${field}`), ...fieldsOf(body)],
    run: (sim, input) =>
      run(sim, {
        signal: input.signal,
        upload: input.upload,
        params: (params ?? nothing).parse(input.params) as Params,
        query: (query ?? nothing).parse(input.query) as Query,
        body: (body ?? nothing).parse(input.body ?? {}) as Body,
      }),
  }
}

function fieldsOf(schema: z.ZodType | undefined): string[] {
  if (!schema) return []
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
  return Object.keys(properties).map((name) => (required.includes(name) ? name : `${name} (optional)`))
}
