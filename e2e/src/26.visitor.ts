/** Somebody who asks through a proxy, from an address of their own, over http or https; a certificate that was made for the test will do. */
import { once } from 'node:events'
import { request as requestHttp, type ClientRequest, type IncomingMessage } from 'node:http'
import { request as requestHttps } from 'node:https'

export interface Ask {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  /** Another address of loopback than 127.0.0.1. */
  readonly from?: string
  readonly body?: Buffer
}

export interface Answered {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  readonly body: Buffer
}

/** The head is sent; what comes behind it is the caller's. */
export function begin(url: string, { method = 'GET', headers = {}, from }: Ask = {}): ClientRequest {
  const own = { method, headers, agent: false, ...(from === undefined ? {} : { localAddress: from }) } as const
  return url.startsWith('https:') ? requestHttps(url, { ...own, rejectUnauthorized: false }) : requestHttp(url, own)
}

export async function ask(url: string, options: Ask = {}): Promise<Answered> {
  const request = begin(url, options)
  request.end(options.body)
  return answerTo(request)
}

export async function answerTo(request: ClientRequest): Promise<Answered> {
  const [response] = (await once(request, 'response')) as [IncomingMessage]
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk as Buffer)
  return { status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }
}
