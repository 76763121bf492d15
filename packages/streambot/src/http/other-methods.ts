/** What an address does not do is said as such, with what it does (RFC 9110 §15.5.6, §9.3.7), instead of denying that it is there. */
import type { FastifyInstance } from 'fastify'
import { HttpError } from './error-response.js'

/** What visitors send. Each costs a tree of all addresses, so those that nobody here takes are told apart without one. */
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
  refuseRare(app, routes)
  return {
    register: () =>
      void app.register((scope, _options, done) => {
        isOpen = false
        for (const [url, methods] of routes) refuseOthers(scope, url, methods)
        done()
      }),
  }
}

/** TRACE, PROPFIND, PURGE and all else that Node can read. */
function refuseRare(app: FastifyInstance, routes: ReadonlyMap<string, ReadonlySet<string>>): void {
  app.addHook('onRequest', (request, _reply, done) => {
    if (KNOWN.includes(request.method)) return done()
    const path = request.url.replace(/\?.*/s, '')
    const methods = [...routes].find(([url]) => toPattern(url).test(path))?.[1]
    done(methods && new HttpError('method_not_allowed', { allow: toAllow(methods) }))
  })
}

/** The addresses of a route, whose parts are taken whole: `/dl/:token`. */
function toPattern(url: string): RegExp {
  return new RegExp(`^${url.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/:\w+/g, '[^/]*')}$`)
}

function toAllow(methods: ReadonlySet<string>): string {
  return [...new Set([...methods, 'OPTIONS'])].join(', ')
}

function refuseOthers(app: FastifyInstance, url: string, methods: ReadonlySet<string>): void {
  const others = KNOWN.filter((method) => !methods.has(method))
  if (others.length === 0) return
  const allow = toAllow(methods)
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
