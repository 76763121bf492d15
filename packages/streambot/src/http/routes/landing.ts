/** `/`: whoever follows the server's bare address learns what it is. */
import type { FastifyInstance } from 'fastify'
import { PAGE_HEADERS, toPage } from '../page.js'

const PAGE = toPage(
  'StreamBot',
  'This server turns files on Telegram into links. Send a file to its bot, and the bot answers with a link.',
)

export function registerLandingRoute(app: FastifyInstance): void {
  app.route({
    method: ['GET', 'HEAD'],
    url: '/',
    handler: async (_request, reply) => {
      await reply.headers(PAGE_HEADERS).send(PAGE)
    },
  })
}
