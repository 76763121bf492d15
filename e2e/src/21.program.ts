/** A program with a token: asks the API, and holds every answer against the document of the server it asks. */
import { Ajv2020, type AnySchema } from 'ajv/dist/2020.js'
import type { TestServer } from './test-server.js'

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
type Operations = Pick<TestServer, 'operations' | 'baseUrl'>
type Scopes = Parameters<Operations['operations']['tokens']['create']>[1]['scopes']

export const ALL_SCOPES = [
  'stats',
  'links',
  'uploads',
  'users',
  'bans',
  'broadcast',
  'settings',
  'logs',
  'tokens',
  'clients',
  'streams',
]

export interface ApiAnswer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  // Whatever JSON is: tests say what they expect of it.
  readonly body: Record<string, unknown>
}

interface Ask {
  readonly body?: object
  readonly headers?: Readonly<Record<string, string>>
}

/** All that any program was answered, but new tokens: what must not be in any answer can be looked for. */
export class Answers {
  readonly texts: string[] = []
}

export class Program {
  private constructor(
    private readonly at: { readonly baseUrl: string },
    readonly token: string,
    readonly tokenId: string,
    private readonly document: Document,
    readonly answers: Answers,
  ) {}

  static async create(
    server: Operations,
    scopes: Scopes = ALL_SCOPES,
    { answers = new Answers(), expiresAtMs = null }: { answers?: Answers; expiresAtMs?: number | null } = {},
  ): Promise<Program> {
    const made = await server.operations.tokens.create('user:1', { name: 'program', scopes, expiresAtMs })
    if (!made.ok) throw new Error(made.refusal.reason)
    const document = await Document.of(server.baseUrl)
    return new Program(server, made.token, made.info.id, document, answers)
  }

  /** The same token at another instance. */
  on(server: { readonly baseUrl: string }): Program {
    return new Program(server, this.token, this.tokenId, this.document, this.answers)
  }

  /** Another token, or none, at the same instance. */
  with(token: string | null): Program {
    return new Program(this.at, token ?? '', this.tokenId, this.document, this.answers)
  }

  /** @param path below `/api/v1`, or from `/api` on */
  async ask(method: Method, path: string, { body, headers = {} }: Ask = {}): Promise<ApiAnswer> {
    const full = path.startsWith('/api/') ? path : `/api/v1${path}`
    const response = await fetch(new URL(full, this.at.baseUrl), {
      method,
      headers: {
        ...(this.token === '' ? {} : { authorization: `Bearer ${this.token}` }),
        ...(body ? { 'content-type': 'application/json' } : {}),
        ...headers,
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    const text = await response.text()
    this.document.check(method, full.split('?')[0] ?? '', response, text)
    if (response.status !== 201 || !full.endsWith('/tokens')) this.answers.texts.push(text)
    const parsed = (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>
    return { status: response.status, headers: response.headers, text, body: parsed }
  }

  /** As the document has them: by path and method. */
  get operations(): Readonly<Record<string, Readonly<Record<string, unknown>>>> {
    return this.document.paths
  }

  /** All there is to ask, with ids that nothing has. */
  get everything(): { method: Method; path: string; scope: string | null }[] {
    return Object.entries(this.document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, it]) => ({
        method: method.toUpperCase() as Method,
        path: path.replace('{userId}', '1').replaceAll(/\{\w+\}/g, '0'.repeat(16)),
        scope: it['x-scope'] ?? null,
      })),
    )
  }

  /** Follows the log until the signal ends it. */
  async follow(query: string, signal: AbortSignal): Promise<Response> {
    const url = new URL(`/api/v1/logs/follow${query}`, this.at.baseUrl)
    return fetch(url, { headers: { authorization: `Bearer ${this.token}` }, signal })
  }
}

interface Described {
  readonly 'x-scope'?: string
  readonly responses: Record<string, { readonly content?: Record<string, { readonly schema: AnySchema }> }>
}

class Document {
  readonly #ajv = new Ajv2020({ strict: false, validateFormats: false })

  private constructor(
    readonly paths: Record<string, Record<string, Described>>,
    whole: object,
  ) {
    this.#ajv.addSchema({ $id: 'doc', ...whole })
  }

  static async of(baseUrl: string): Promise<Document> {
    const response = await fetch(new URL('/api/v1/openapi.json', baseUrl))
    const whole = (await response.json()) as { paths: Record<string, Record<string, Described>> }
    return new Document(whole.paths, whole)
  }

  /** Throws on an answer that is not as the document says. */
  check(method: string, path: string, response: Response, text: string): void {
    const isIt = (known: string) => new RegExp(`^${known.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path)
    const known = Object.keys(this.paths).find(isIt)
    const promised =
      known === undefined ? undefined : this.paths[known]?.[method.toLowerCase()]?.responses[response.status]
    const about = `${method} ${path} ${response.status}`
    if (!promised) throw new Error(`The document does not know ${about}: ${text}`)
    if (!promised.content) {
      if (text !== '') throw new Error(`The document says that ${about} has no body`)
      return
    }
    const type = response.headers.get('content-type')?.split(';')[0] ?? ''
    const schema = promised.content[type]?.schema
    if (schema === undefined) throw new Error(`The document does not know ${type} of ${about}`)
    const validate = this.#ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"doc#/')) as AnySchema)
    if (!validate(JSON.parse(text))) throw new Error(`${about}: ${this.#ajv.errorsText(validate.errors)}`)
  }
}
