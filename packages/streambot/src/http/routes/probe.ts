/**
 * Known bytes for the set-up check, which asks for them over BASE_URL to see what a proxy makes of them: parts, heads, whether the first half comes
 * before the second is sent, and what is said of the visitor. To whoever does not know a key it is a link that does not exist.
 */
import { Readable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import {
  CHALLENGE_HEADER,
  probeBytes,
  PROBE_BYTES,
  PROBE_HEADER,
  PROBE_PATH,
  PROOF_HEADER,
  SEEN_HEADER,
  writeSight,
} from '../../actions/setup-challenge.js'
import { StreamBotError } from '../../core/errors.js'
import { parseRange } from '../../core/range.js'
import type { ActiveRequests } from '../active-requests.js'
import { isFromProxy } from '../client-address.js'
import type { HttpDeps } from '../http-deps.js'

export interface ProbeOptions {
  readonly active: ActiveRequests
  /** Between the first half and the second. */
  readonly holdMs: number
}

export function registerProbeRoute(app: FastifyInstance, deps: HttpDeps, { active, holdMs }: ProbeOptions): void {
  app.route({
    method: ['GET', 'HEAD'],
    url: PROBE_PATH,
    config: { isForOperators: true },
    handler: async (request, reply) => {
      const { [CHALLENGE_HEADER]: challenge, [PROBE_HEADER]: proof } = request.headers
      if (typeof challenge !== 'string' || typeof proof !== 'string' || deps.isProbe?.(challenge, proof) !== true) {
        throw new StreamBotError('link_not_found', 'No link')
      }
      reply.headers({
        'content-type': 'application/octet-stream',
        'cache-control': 'private, no-store, no-transform',
        'accept-ranges': 'bytes',
        [PROOF_HEADER]: deps.answerChallenge(challenge) ?? '',
        [SEEN_HEADER]: writeSight(sightOf(request)),
      })
      const { signal } = active.controllerOf(reply.raw)
      await send(request, reply, probeBytes(challenge), (bytes) => Readable.from(inHalves(bytes, holdMs, signal)))
    },
  })
}

async function send(
  { method, headers }: FastifyRequest,
  reply: FastifyReply,
  bytes: Buffer,
  hold: (bytes: Buffer) => Readable,
): Promise<void> {
  const outcome = method === 'GET' ? parseRange(headers.range, PROBE_BYTES) : { kind: 'whole' as const }
  if (outcome.kind === 'single') {
    const { start, end } = outcome.range
    const range = `bytes ${start}-${end}/${PROBE_BYTES}`
    await reply
      .code(206)
      .header('content-range', range)
      .send(bytes.subarray(start, end + 1))
    return
  }
  reply.header('content-length', String(PROBE_BYTES))
  await (method === 'HEAD' ? reply.send() : reply.send(hold(bytes)))
}

async function* inHalves(bytes: Buffer, holdMs: number, signal: AbortSignal): AsyncGenerator<Buffer> {
  const half = bytes.byteLength / 2
  yield bytes.subarray(0, half)
  await delay(holdMs, undefined, { signal })
  yield bytes.subarray(half)
}

function sightOf(request: FastifyRequest): Parameters<typeof writeSight>[0] {
  const { 'x-forwarded-for': forwardedFor, forwarded } = request.headers
  return {
    peer: (request.raw.socket.remoteAddress ?? '').replace(/^::ffff:/, ''),
    isTrusted: isFromProxy(request),
    forwarded: [forwardedFor ?? []].flat().join(', ') || (forwarded ?? null),
  }
}
