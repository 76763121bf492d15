/**
 * The log as it is written, as server-sent events (WHATWG HTML §9.2). Few may follow at a time; one that does not take its lines is cut off rather
 * than waited for, one whose token is revoked is let go within a heartbeat, and all are when the server stops.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ServerResponse } from 'node:http'
import { z } from 'zod'
import { hasCode } from '../../core/errors.js'
import type { LogEntry } from '../../recent-logs.js'
import type { ApiActions } from './api-actions.js'
import { ApiError } from './api-error.js'
import { enter } from './enter.js'
import { readInput } from './read-input.js'
import { logFilter, toLine } from './routes/logs.js'
import { withoutUndefined } from './without-undefined.js'

export interface FollowLimits {
  readonly maxFollowers: number
  readonly heartbeatMs: number
  /** Of lines that a follower has not taken yet. */
  readonly maxWaitingBytes: number
}

/** Proxies drop connections on which nothing happens for a minute, some after half of one. */
const LIMITS: FollowLimits = { maxFollowers: 16, heartbeatMs: 15_000, maxWaitingBytes: 256 * 1024 }

export const followQuery = z.strictObject(logFilter)

export class LogFollowers {
  readonly #limits: FollowLimits
  readonly #open = new Map<ServerResponse, () => void>()
  #isClosed = false

  constructor(limits: Partial<FollowLimits> = {}) {
    this.#limits = { ...LIMITS, ...limits }
  }

  /**
   * @param follow begins to tell of lines. @returns what ends that
   * @param mayGoOn asked at each heartbeat
   */
  add(
    reply: FastifyReply,
    follow: (listener: (entry: LogEntry) => void) => () => void,
    mayGoOn: () => Promise<boolean>,
  ): void {
    const { maxFollowers, heartbeatMs, maxWaitingBytes } = this.#limits
    if (this.#isClosed || this.#open.size >= maxFollowers) throw new ApiError('too_many_followers')
    reply.hijack()
    const { raw } = reply
    // Who left while their token was looked up will not be heard to leave again.
    if (raw.destroyed) return
    const write = (text: string) => {
      raw.write(text)
      if (raw.writableLength <= maxWaitingBytes) return
      this.#forget(raw)
      raw.destroy()
    }
    raw.writeHead(200, {
      ...headersOf(reply),
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      // nginx would keep lines back until it has a pageful.
      'x-accel-buffering': 'no',
    })
    write('retry: 5000\n\n')
    const unfollow = follow((entry) => write(`event: log\ndata: ${JSON.stringify(toLine(entry))}\n\n`))
    const beat = setInterval(() => {
      write(':\n\n')
      void mayGoOn().then(
        (may) => void (may || this.#end(raw, 'token_wrong')),
        // With the database away nobody knows; the next beat may.
        () => {},
      )
    }, heartbeatMs)
    this.#open.set(raw, () => {
      clearInterval(beat)
      unfollow()
    })
    raw.once('close', () => this.#forget(raw))
  }

  get size(): number {
    return this.#open.size
  }

  /** Whoever follows hears why; nobody may begin any more. */
  endAll(): void {
    this.#isClosed = true
    for (const raw of [...this.#open.keys()]) this.#end(raw, 'shutting_down')
  }

  #end(raw: ServerResponse, code: string): void {
    this.#forget(raw)
    raw.end(`event: end\ndata: ${JSON.stringify({ code })}\n\n`)
  }

  #forget(raw: ServerResponse): void {
    this.#open.get(raw)?.()
    this.#open.delete(raw)
  }
}

export function registerFollowRoute(
  app: FastifyInstance,
  { actions, followers }: { readonly actions: () => ApiActions; readonly followers: LogFollowers },
): void {
  app.get('/api/v1/logs/follow', async (request, reply) => {
    const { followLogs, letProgramIn } = actions()
    await enter({ letProgramIn }, request, 'logs')
    const query = withoutUndefined(readInput(followQuery, request.query, 'query') as z.output<typeof followQuery>)
    followers.add(
      reply,
      (listener) => followLogs(query, listener),
      () => isStillWelcome({ letProgramIn }, request),
    )
  })
}

async function isStillWelcome(actions: Pick<ApiActions, 'letProgramIn'>, request: FastifyRequest): Promise<boolean> {
  try {
    await enter(actions, request, 'logs')
    return true
  } catch (error) {
    if (hasCode(error, 'store_unavailable')) throw error
    return false
  }
}

/** What was set before the framework let go of the answer, such as how many requests are left. */
function headersOf(reply: FastifyReply): Record<string, string | string[] | number> {
  const set = Object.entries(reply.getHeaders())
  return Object.fromEntries(set.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])))
}
