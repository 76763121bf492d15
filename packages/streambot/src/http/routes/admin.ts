/** `/admin`: the page of the dashboard. Anybody may load it; without a session it shows how to get one. */
import { randomBytes } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { toDashboardHeaders, toDashboardPage } from '../admin/dashboard-page.js'
import type { PageAssets } from '../page-assets.js'

export function registerAdminRoute(app: FastifyInstance, assets: PageAssets | null): void {
  for (const [url, root] of [
    ['/admin', '.'],
    ['/admin/', '..'],
  ] as const) {
    app.route({
      method: ['GET', 'HEAD'],
      url,
      config: { isForOperators: true },
      handler: async (_request, reply) => {
        const nonce = randomBytes(16).toString('base64')
        const page = toDashboardPage({ root, parts: assets?.dashboard ?? null, nonce })
        await reply.headers(toDashboardHeaders(nonce)).send(page)
      },
    })
  }
}
