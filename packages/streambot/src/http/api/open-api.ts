/** The API as an OpenAPI 3.1 document, made from the schemas that check what comes in and goes out. */
import { z } from 'zod'
import { statusOf, type ApiErrorCode } from './api-error.js'
import { JsonShapes, type Json } from './json-shapes.js'
import { OPERATIONS, type Operation } from './operations.js'
import { named } from './shapes.js'

export interface OpenApiDocument {
  readonly openapi: '3.1.0'
  readonly info: Json
  readonly servers: readonly Json[]
  readonly paths: Readonly<Record<string, Readonly<Record<string, Json>>>>
  readonly components: Json
}

const problem = named(
  'Problem',
  z
    .object({
      error: z.string().describe('For people: what to change'),
      code: z.string().describe('For programs'),
    })
    .loose()
    .describe('RFC 9457'),
)

/** @param basePath what a proxy leaves in front of every path */
export function toOpenApi(basePath: string, version: string): OpenApiDocument {
  const shapes = new JsonShapes()
  const paths: Record<string, Record<string, Json>> = {}
  for (const operation of OPERATIONS) {
    const path = (paths[operation.path] ??= {})
    path[operation.method.toLowerCase()] = describe(operation, shapes)
  }
  return {
    openapi: '3.1.0',
    info: { title: 'StreamBot', version, description: ABOUT },
    servers: [{ url: basePath === '' ? '/' : basePath }],
    paths,
    components: {
      schemas: shapes.known,
      securitySchemes: { token: { type: 'http', scheme: 'bearer', description: 'sb_…, made with /token in the bot' } },
    },
  }
}

const ABOUT =
  'Programs show a token: `Authorization: Bearer sb_…`. Moments are RFC 3339 in UTC. Lists go on with `cursor`, which is the `next` of the page ' +
  'before. What is refused is answered with a `code` for programs and an `error` for people. `Idempotency-Key` makes a request that is sent again make ' +
  'nothing twice.'

function describe(it: Operation, shapes: JsonShapes): Json {
  return {
    operationId: toOperationId(it),
    summary: it.summary,
    ...(it.description === undefined ? {} : { description: it.description }),
    tags: [it.path.split('/')[it.path.startsWith('/api/v1/') ? 3 : 2]],
    ...(it.scope === null ? { security: [] } : { security: [{ token: [] }], 'x-scope': it.scope }),
    parameters: [
      ...shapes.parameters(it.params, 'path'),
      ...shapes.parameters(it.query, 'query'),
      ...(it.isCreating ? [IDEMPOTENCY_KEY] : []),
      ...Object.entries(it.headers ?? {}).map(toHeader),
    ],
    ...(it.body ? { requestBody: { required: true, content: jsonOf(shapes.input(it.body)) } } : {}),
    ...(it.takes ? { requestBody: { required: true, content: toContent(it.takes) } } : {}),
    responses: responsesOf(it, shapes),
  }
}

const IDEMPOTENCY_KEY: Json = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: 'Sent again with the same, what was made first is answered with 200.',
  schema: { type: 'string', pattern: '^[\\x21-\\x7e]{1,128}$' },
}

function responsesOf(it: Operation, shapes: JsonShapes): Json {
  const good = Object.entries(it.answers).map(([status, schema]) => {
    const content = schema ? { content: jsonOf(shapes.output(schema)) } : {}
    const stream = it.isEventStream ? { content: { 'text/event-stream': { schema: { type: 'string' } } } } : {}
    return [status, { description: DESCRIPTIONS[status] ?? 'Done', ...content, ...stream }]
  })
  const refused = [...refusalsOf(it)].map(([status, codes]) => {
    const content = { 'application/problem+json': { schema: shapes.output(problem) } }
    return [status, { description: codes.join(', '), content }]
  })
  return Object.fromEntries([...good, ...refused]) as Json
}

const DESCRIPTIONS: Readonly<Record<string, string>> = { 200: 'As asked', 201: 'Made', 204: 'Done' }

/** Codes, by status. */
function refusalsOf(it: Operation): Map<number, string[]> {
  const refusals = new Map<number, string[]>()
  const add = (status: number, ...codes: string[]) => {
    refusals.set(status, [...(refusals.get(status) ?? []), ...codes])
  }
  if (it.params || it.query || it.body || it.takes) add(400, 'invalid_input', 'bad_request')
  const everywhere: ApiErrorCode[] =
    it.scope === null
      ? []
      : ['token_required', 'token_wrong', 'session_required', 'scope_missing', 'address_refused', 'cross_site']
  for (const code of new Set([...everywhere, ...(it.refusals ?? [])])) add(statusOf(code), code)
  if (it.method !== 'GET') {
    add(413, 'request_too_large')
    add(415, 'bad_request')
  }
  add(429, 'too_many_requests')
  add(500, 'internal_error')
  add(503, 'store_unavailable', 'telegram_unavailable', 'shutting_down')
  return refusals
}

function toContent(takes: Readonly<Record<string, Json>>): Json {
  return Object.fromEntries(Object.entries(takes).map(([type, schema]) => [type, { schema }]))
}

function toHeader([name, description]: [string, string]): Json {
  return { name, in: 'header', required: false, description, schema: { type: 'string' } }
}

function jsonOf(schema: Json): Json {
  return { 'application/json': { schema } }
}

/** `getApiV1LinksLinkId`. */
function toOperationId({ method, path }: Operation): string {
  const words = path.split(/\W+/).filter((word) => word !== '')
  return [method.toLowerCase(), ...words.map((word) => word.charAt(0).toUpperCase() + word.slice(1))].join('')
}
