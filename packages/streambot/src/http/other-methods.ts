/** What an address does not do is said as such, with what it does (RFC 9110 §15.5.6, §9.3.7), instead of denying that it is there. */
import type { FastifyContextConfig, FastifyInstance } from 'fastify'
import { HttpError, type HttpErrorCode } from './error-response.js'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What is there is only looked at: whoever would change it is told so. */
    readonly isReadOnly?: boolean
  }
}

type Routes = Map<string, Route>

interface Route {
  readonly methods: Set<string>
  /** Of the refusal of other methods. */
  readonly code: HttpErrorCode
}

/** What visitors send. Each costs a tree of all addresses, so those that nobody here takes are told apart without one. */
const KNOWN = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']

/** Call before any route is registered; what is registered until the server is ready counts. */
export function answerOtherMethods(app: FastifyInstance): { register(): void } {
  const routes: Routes = new Map()
  let isOpen = true
  app.addHook('onRoute', ({ url, method, config }) => {
    if (!isOpen) return
    const route = routes.get(url) ?? { methods: new Set<string>(), code: codeOf(config) }
    routes.set(url, route)
    for (const name of [method].flat()) route.methods.add(name)
  })
  refuseRare(app, routes)
  return {
    register: () =>
      void app.register((scope, _options, done) => {
        isOpen = false
        for (const [url, route] of routes) refuseOthers(scope, url, route)
        done()
      }),
  }
}

/** TRACE, PROPFIND, PURGE and all else that Node can read. */
function refuseRare(app: FastifyInstance, routes: Routes): void {
  app.addHook('onRequest', (request, _reply, done) => {
    if (KNOWN.includes(request.method) || !request.is404) return done()
    const path = request.url.replace(/\?.*/s, '')
    const route = [...routes].find(([url]) => toPattern(url).test(path))?.[1]
    done(route && new HttpError(route.code, { allow: toAllow(route.methods) }))
  })
}

function codeOf(config: FastifyContextConfig | undefined): HttpErrorCode {
  return config?.isReadOnly === true ? 'read_only' : 'method_not_allowed'
}

/** The addresses of a route, whose parts are taken whole, `/dl/:token`, or with all that follows, `/dav/*`. */
function toPattern(url: string): RegExp {
  const escaped = url.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return new RegExp(`^${escaped.replace(/:\w+/g, '[^/]*').replace(/\\\*$/, '.*')}$`, 's')
}

function toAllow(methods: ReadonlySet<string>): string {
  return [...new Set([...methods, 'OPTIONS'])].join(', ')
}

function refuseOthers(app: FastifyInstance, url: string, { methods, code }: Route): void {
  const others = KNOWN.filter((method) => !methods.has(method))
  if (others.length === 0) return
  const allow = toAllow(methods)
  app.route({
    method: others,
    url,
    // Before a body is read.
    onRequest: async (request, reply) => {
      if (request.method !== 'OPTIONS') throw new HttpError(code, { allow })
      await reply.code(204).header('allow', allow).send()
    },
    handler: () => {},
  })
}
