/** A `fetch` that serves one buffer as the real server does: HEAD, whole, single ranges, 416. */
export interface Served {
  readonly bytes: Buffer
  readonly name: string
}

const CHUNK_BYTES = 64 * 1024

export function fileFetch({ bytes, name }: Served): typeof fetch {
  return (input, init) => {
    const route = new URL(input instanceof Request ? input.url : input).pathname.split('/')[1]
    const headers = new Headers({
      'accept-ranges': 'bytes',
      'content-disposition': `${route === 'dl' ? 'attachment' : 'inline'}; filename="${name}"`,
    })
    const range = bytes.length === 0 ? null : new Headers(init?.headers).get('range')
    const found = range === null ? { first: 0, last: bytes.length - 1 } : toSpan(range, bytes.length)
    if (!found) {
      headers.set('content-range', `bytes */${bytes.length}`)
      return Promise.resolve(new Response('', { status: 416, headers }))
    }
    const { first, last } = found
    const body = bytes.subarray(first, last + 1)
    headers.set('content-length', String(body.length))
    if (range !== null) headers.set('content-range', `bytes ${first}-${last}/${bytes.length}`)
    const isHead = init?.method === 'HEAD'
    return Promise.resolve(new Response(isHead ? null : chunked(body), { status: range === null ? 200 : 206, headers }))
  }
}

/** Passes everything on, except that each body whose request matches comes with one bit changed in its last byte. */
export function corrupting(inner: typeof fetch, matches: (range: string | null) => boolean): typeof fetch {
  return async (input, init) => {
    const response = await inner(input, init)
    if (!response.body || !matches(new Headers(init?.headers).get('range'))) return response
    const bytes = Buffer.from(await response.arrayBuffer())
    const last = bytes.length - 1
    if (last >= 0) bytes.writeUInt8(bytes.readUInt8(last) ^ 1, last)
    return new Response(chunked(bytes), { status: response.status, headers: response.headers })
  }
}

function toSpan(range: string, size: number): { first: number; last: number } | null {
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(range) ?? []
  if (from === '') return { first: Math.max(0, size - Number(to)), last: size - 1 }
  const first = Number(from)
  return first < size ? { first, last: to === '' ? size - 1 : Math.min(Number(to), size - 1) } : null
}

function chunked(bytes: Buffer): ReadableStream<Uint8Array> {
  let offset = 0
  return new ReadableStream({
    pull(controller) {
      if (offset >= bytes.length) return controller.close()
      controller.enqueue(new Uint8Array(bytes.subarray(offset, offset + CHUNK_BYTES)))
      offset += CHUNK_BYTES
    },
  })
}
