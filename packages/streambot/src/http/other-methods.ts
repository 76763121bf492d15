/** What an address does not do is said as such, with what it does (RFC 9110 §15.5.6, §9.3.7), instead of denying that it is there. */
import type { FastifyInstance } from 'fastify'
import { HttpError } from './error-response.js'

const KNOWN = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']

/** Call before any route is registered; what is registered until the server is ready counts. */
export function answerOtherMethods(app: FastifyInstance): { register(): void } {
  const routes = new Map<string, Set<string>>()
  let isOpen = true
  app.addHook('onRoute', ({ url, method }) => {
    if (!isOpen) return
    const methods = routes.get(url) ?? new Set<string>()
    routes.set(url, methods)
    for (const name of [method].flat()) methods.add(name)
  })
  return {
    register: () =>
      void app.register((scope, _options, done) => {
        isOpen = false
        for (const [url, methods] of routes) refuseOthers(scope, url, methods)
        done()
      }),
  }
}

function refuseOthers(app: FastifyInstance, url: string, methods: ReadonlySet<string>): void {
  const others = KNOWN.filter((method) => !methods.has(method))
  if (others.length === 0) return
  const allow = [...new Set([...methods, 'OPTIONS'])].join(', ')
  app.route({
    method: others,
    url,
    // Before a body is read.
    onRequest: async (request, reply) => {
      if (request.method !== 'OPTIONS') throw new HttpError('method_not_allowed', { allow })
      await reply.code(204).header('allow', allow).send()
    },
    handler: () => {},
  })
}
