/**
 * Who may send files, and how long for. A body may take as long as it takes, but not crawl: the program is waited for, Telegram's own pace is not held
 * against it. It ends when its program leaves, when the server stops, and when its token is good no longer.
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ApiTokenInfo } from '../../../actions/api-tokens.js'
import { untilAborted } from '../../../core/until-aborted.js'
import type { Logger } from '../../../logger.js'
import type { ActiveRequests } from '../../active-requests.js'
import { refuse } from '../../refuse.js'
import { takeTimeOn } from '../../slow-bodies.js'
import type { ApiActions } from '../api-actions.js'
import { enter } from '../enter.js'
import { readAtPace } from './read-at-pace.js'
import { watchToken } from './watch-token.js'

const LOOK_EVERY_MS = 5000

export interface UploadDoorDeps {
  readonly actions: () => ApiActions
  readonly active: ActiveRequests
  readonly logger: Logger
  /** How often a token is looked at again. */
  readonly lookEveryMs?: number
}

/** What is done for one request. */
export interface UploadCall {
  readonly actions: ApiActions
  readonly token: ApiTokenInfo
  readonly chunks: AsyncIterable<Uint8Array>
  readonly signal: AbortSignal
}

export class UploadDoor {
  readonly #admitted = new WeakMap<FastifyRequest, ApiTokenInfo>()

  constructor(private readonly deps: UploadDoorDeps) {}

  /** Before a body is read. @throws as `enter` does */
  async admit(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    // Whatever is not read of a body would be taken for the next request.
    if (hasBody(request)) reply.header('connection', 'close')
    this.#admitted.set(request, await enter(this.deps.actions(), request, 'uploads'))
  }

  /** Of one that was admitted. @param act answers it */
  async serve(request: FastifyRequest, reply: FastifyReply, act: (call: UploadCall) => Promise<void>): Promise<void> {
    const token = this.#admitted.get(request)
    if (!token) throw new Error('An upload came in without its token')
    const actions = this.deps.actions()
    const { signal: left } = this.deps.active.controllerOf(reply.raw)
    const letGo = takeTimeOn(request.raw.socket)
    const watch = watchToken(() => enter(actions, request, 'uploads'), this.deps.lookEveryMs ?? LOOK_EVERY_MS)
    const signal = AbortSignal.any([left, watch.signal])
    const chunks = readAtPace(request.raw, signal)
    try {
      await untilAborted(act({ actions, token, chunks, signal }), signal)
    } catch (error) {
      refuse(this.deps.logger, request, reply, signal.aborted ? signal.reason : error)
    } finally {
      letGo()
      watch[Symbol.dispose]()
    }
  }
}

function hasBody({ headers }: FastifyRequest): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
}
