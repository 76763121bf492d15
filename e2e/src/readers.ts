/** People who read links: one who takes all of it, and one who begins and stands still. */
import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import { expect, onTestFinished } from 'vitest'

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: Buffer
  /** What a refusal is called. */
  readonly code: string | null
}

export async function read(url: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
  return answerOf(await fetch(url, { headers, redirect: 'manual' }))
}

export async function answerOf(response: Response): Promise<Answer> {
  const body = Buffer.from(await response.arrayBuffer())
  const isJson = /^application\/(problem\+)?json/.test(response.headers.get('content-type') ?? '')
  const { code = null } = isJson && !response.ok ? (JSON.parse(body.toString()) as { code?: string }) : {}
  return { status: response.status, headers: response.headers, body, code }
}

/** Status and what a refusal is called: `200`, `410 link_expired`. */
export async function verdict(url: string, headers: Readonly<Record<string, string>> = {}): Promise<string> {
  const { status, code } = await read(url, headers)
  return code === null ? String(status) : `${status} ${code}`
}

/** As a proxy tells where a visitor comes from. */
export const from = (address: string) => ({ 'x-forwarded-for': address })
export const as = (userAgent: string) => ({ 'user-agent': userAgent })
export const basic = (password: string, user = '') => ({
  authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
})

export interface StandingReader {
  /** Reads on, to the end or to where the server cuts it off. */
  rest(): Promise<{ readonly bytes: Buffer; readonly isComplete: boolean }>
}

/** The head is there, and of a file that is larger than what sockets hold most is not sent yet. */
export async function standStill(url: string, headers: Readonly<Record<string, string>> = {}): Promise<StandingReader> {
  const request = get(url, { headers, agent: false })
  onTestFinished(() => void request.destroy())
  const [response] = (await once(request, 'response')) as [IncomingMessage]
  request.on('error', () => {}) // being cut off is what most of this is about
  expect(response.statusCode).toBeLessThan(300)
  return { rest: () => restOf(response) }
}

async function restOf(response: IncomingMessage): Promise<{ bytes: Buffer; isComplete: boolean }> {
  const chunks: Buffer[] = []
  try {
    for await (const chunk of response) chunks.push(chunk as Buffer)
  } catch {
    // Whether it was complete tells.
  }
  return { bytes: Buffer.concat(chunks), isComplete: response.complete }
}

/** Within two seconds the server sends no more to anybody; what had come is right, and does not look complete. */
export async function expectCutOff(
  server: { readonly streams: { readonly size: number } },
  reader: StandingReader,
  file: { readonly bytes: Buffer },
): Promise<void> {
  await expect.poll(() => server.streams.size, { timeout: 2000, interval: 20 }).toBe(0)
  const { bytes, isComplete } = await reader.rest()
  expect(isComplete).toBe(false)
  expect(bytes.length).toBeLessThan(file.bytes.length)
  expect(bytes.equals(file.bytes.subarray(0, bytes.length))).toBe(true)
}
