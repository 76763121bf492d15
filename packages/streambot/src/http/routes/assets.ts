/** `/assets/{name}`: what the pages load. A name stands for one content for ever. */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { HttpError } from '../error-response.js'
import type { Asset, PageAssets } from '../page-assets.js'
import { addVary } from '../vary.js'

type AssetRequest = FastifyRequest<{ Params: { name: string } }>

const HEADERS = {
  'cache-control': 'public, max-age=31536000, immutable',
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-origin',
}

export function registerAssetRoute(app: FastifyInstance, assets: PageAssets | null): void {
  app.route({
    method: ['GET', 'HEAD'],
    url: '/assets/:name',
    // A page must not use up what its reader may ask for; these come from memory.
    config: { isUnlimited: true },
    handler: async (request: AssetRequest, reply) => {
      const asset = assets?.files.get(request.params.name)
      if (!asset) throw new HttpError('not_found')
      const { encoding, body } = choose(asset, request.headers['accept-encoding'])
      if (encoding !== null) reply.header('content-encoding', encoding)
      addVary(reply, 'Accept-Encoding')
      await reply.headers({ ...HEADERS, 'content-type': asset.contentType }).send(body)
    },
  })
}

/** The smallest that the visitor can read (RFC 9110 §12.5.3). */
function choose(asset: Asset, accepted: string | undefined): { encoding: string | null; body: Buffer } {
  if (accepts(accepted, 'br')) return { encoding: 'br', body: asset.brotli }
  if (accepts(accepted, 'gzip')) return { encoding: 'gzip', body: asset.gzip }
  return { encoding: null, body: asset.plain }
}

function accepts(accepted: string | undefined, encoding: string): boolean {
  return (accepted ?? '').split(',').some((entry) => {
    const [name, ...parameters] = entry.split(';').map((part) => part.trim().toLowerCase())
    return name === encoding && !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter))
  })
}
