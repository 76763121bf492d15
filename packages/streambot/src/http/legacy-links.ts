/** Links of a similar bot, wherever they stand among our own paths: where they are one, the visitor is sent on before any route is asked. */
import type { FastifyInstance } from 'fastify'
import { parseLegacyLink, type LegacyLink } from '../core/legacy-link.js'
import { addressOf } from './client-address.js'
import type { ActiveRequests } from './active-requests.js'

export interface LegacyDoor {
  readonly hashLength: number
  /** @throws StreamBotError as the action `followLegacyLink` does */
  readonly follow: (link: LegacyLink, address: string, signal: AbortSignal) => Promise<string>
}

export function followLegacyLinks(
  app: FastifyInstance,
  { hashLength, follow }: LegacyDoor,
  { active, basePath }: { readonly active: ActiveRequests; readonly basePath: string },
): void {
  app.addHook('onRequest', async (request, reply) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return
    const { pathname, searchParams } = new URL(request.url, 'http://x')
    const path = pathname.startsWith(`${basePath}/`) ? pathname.slice(basePath.length) : pathname
    const link = parseLegacyLink(path, searchParams.get('hash'), hashLength)
    if (!link) return
    const to = await follow(link, addressOf(request), active.controllerOf(reply.raw).signal)
    // Another one tomorrow.
    await reply.code(302).headers({ location: to, 'cache-control': 'private, no-store' }).send()
  })
}
