/**
 * One way into the API: where it is, what it takes and gives, who may use it, and what it does. The same schemas check what comes in,
 * cut what goes out to what is promised, and make the document.
 */
import type { z } from 'zod'
import type { ApiTokenInfo } from '../../actions/api-tokens.js'
import type { Actor } from '../../actions/audit.js'
import type { ApiScope } from '../../core/api-token.js'
import type { ApiActions } from './api-actions.js'
import type { ApiErrorCode } from './api-error.js'

type Shape = z.ZodObject
/** By status; null: without a body. */
type Answers = Readonly<Record<number, z.ZodType | null>>

export interface Call<Params, Query, Body> {
  readonly params: Params
  readonly query: Query
  readonly body: Body
  readonly actions: ApiActions
  readonly token: ApiTokenInfo
  /** Who does it, for the audit log. */
  readonly actor: Actor
  /**
   * Names this request among all of its kind: the same where a program repeats one under its Idempotency-Key.
   * @param isRepeatable the program gave it a name
   */
  readonly request: { readonly name: string; readonly isRepeatable: boolean }
  /** Aborted when the caller leaves, or the server stops. */
  readonly signal: AbortSignal
}

type BodyOf<Schema> = Schema extends z.ZodType ? z.input<Schema> : never

interface AnswerOf<A extends Answers> {
  /** One of those that are promised, which is looked at when it goes out. */
  readonly status: number
  readonly body?: BodyOf<A[keyof A]>
}

interface Description {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Below `/api/v1`, with its parameters in braces. */
  readonly path: string
  readonly scope: ApiScope
  /** A line for people. */
  readonly summary: string
  /** What else they have to know. */
  readonly description?: string
  /** Says no in these ways, besides those that every way in has. */
  readonly refusals?: readonly ApiErrorCode[]
  /** Takes an Idempotency-Key. */
  readonly isCreating?: boolean
}

export interface EndpointOf<
  P extends Shape,
  Q extends Shape,
  B extends z.ZodType,
  A extends Answers,
> extends Description {
  readonly params?: P
  readonly query?: Q
  readonly body?: B
  readonly answers: A
  readonly handle: (call: Call<z.output<P>, z.output<Q>, z.output<B>>) => AnswerOf<A> | Promise<AnswerOf<A>>
}

export interface Endpoint extends Description {
  readonly params: Shape | null
  readonly query: Shape | null
  readonly body: z.ZodType | null
  readonly answers: Answers
  /** Of what the schemas have read. */
  readonly handle: (
    call: Call<unknown, unknown, unknown>,
  ) => Promise<{ readonly status: number; readonly body?: unknown }>
}

export function endpoint<
  A extends Answers,
  P extends Shape = z.ZodObject<Record<never, never>>,
  Q extends Shape = z.ZodObject<Record<never, never>>,
  B extends z.ZodType = z.ZodUndefined,
>({ params, query, body, handle, ...rest }: EndpointOf<P, Q, B, A>): Endpoint {
  return {
    ...rest,
    params: params ?? null,
    query: query ?? null,
    body: body ?? null,
    // Whoever calls has read all three with these schemas.
    handle: async (call) => handle(call as Call<z.output<P>, z.output<Q>, z.output<B>>),
  }
}
