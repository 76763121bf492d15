/** The document of the API, for programs and for people. Anybody may read it: it says what there is, not what is in it. */
import type { FastifyInstance } from 'fastify'
import { PAGE_HEADERS } from '../page.js'
import { toDocsPage } from './docs-page.js'
import { toOpenApi } from './open-api.js'

const CACHED = { 'cache-control': 'public, max-age=300', 'x-content-type-options': 'nosniff' }

/** @param basePath what a proxy leaves in front of every path */
export function registerApiDocument(app: FastifyInstance, basePath: string, version: string): void {
  let made: { readonly json: string; readonly page: string } | null = null
  const document = () => {
    if (made) return made
    const it = toOpenApi(basePath, version)
    return (made = { json: JSON.stringify(it), page: toDocsPage(it, basePath) })
  }
  app.get('/api/v1/openapi.json', { exposeHeadRoute: true }, async (_request, reply) => {
    await reply.headers({ ...CACHED, 'content-type': 'application/json; charset=utf-8' }).send(document().json)
  })
  app.get('/api/v1/docs', { exposeHeadRoute: true }, async (_request, reply) => {
    await reply.headers({ ...PAGE_HEADERS, ...CACHED }).send(document().page)
  })
}
