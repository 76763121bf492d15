/** `/`: whoever follows the server's bare address learns what it is, and finds the bot. */
import type { FastifyInstance } from 'fastify'
import type { HttpDeps } from '../http-deps.js'
import { escapeHtml, PAGE_HEADERS, toFramedPage } from '../page.js'

export function registerLandingRoute(app: FastifyInstance, deps: Pick<HttpDeps, 'api'>): void {
  app.route({
    method: ['GET', 'HEAD'],
    url: '/',
    handler: async (_request, reply) => {
      await reply.headers(PAGE_HEADERS).send(toLandingPage(await nameOfBot(deps)))
    },
  })
}

/** Without the @; null: it is not known now, and the page does without. */
async function nameOfBot({ api }: Pick<HttpDeps, 'api'>): Promise<string | null> {
  try {
    return (await api?.actions()?.info())?.botUsername ?? null
  } catch {
    return null
  }
}

function toLandingPage(botUsername: string | null): string {
  const name = botUsername === null ? null : escapeHtml(botUsername)
  return toFramedPage(
    'StreamBot',
    `<p>This server turns files on Telegram into links that download, resume and play anywhere.</p>
${
  name === null
    ? '<p>Send a file to its bot, and the bot answers with a link.</p>'
    : `<p>Send a file to <b>@${name}</b>, and it answers with a link.</p>
<p><a class="button" href="https://t.me/${name}">Open the bot in Telegram</a></p>`
}`,
  )
}
