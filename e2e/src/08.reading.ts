/** What a reader of a link can see: every byte, a cut he notices, a clear refusal before the head, or something that is wrong. */
import { once } from 'node:events'
import { request, type IncomingMessage } from 'node:http'
import { setTimeout } from 'node:timers/promises'

export type Outcome = 'exact' | 'cut' | 'refused' | `wrong: ${string}`

export interface Reading {
  /** 0: the connection ended before there was a head. */
  readonly status: number
  readonly headers: IncomingMessage['headers']
  readonly body: Buffer
  /** As HTTP has it: everything the head promised came. */
  readonly isComplete: boolean
  readonly isLate: boolean
}

export interface ReadOptions {
  readonly range?: { readonly start: number; readonly end: number }
  /** Runs when the first bytes of the body are there; nothing more is read meanwhile. */
  readonly onFirstBytes?: () => Promise<void> | void
  /** Takes so much, until it is told otherwise. */
  readonly slowly?: { readonly bytesPerSecond: number; readonly until: AbortSignal }
  readonly limitMs?: number
}

/** Longer than anything that is survived takes. */
const LIMIT_MS = 40_000
/** Telegram or the server is in trouble, for now; or the file is gone. */
const CLEAR_REFUSALS = new Set([404, 410, 502, 503, 504])

export async function read(url: string, options: ReadOptions = {}): Promise<Reading> {
  const { range, onFirstBytes, slowly, limitMs = LIMIT_MS } = options
  const limit = AbortSignal.timeout(limitMs)
  const headers = range ? { range: `bytes=${range.start}-${range.end}` } : {}
  const chunks: Buffer[] = []
  let response: IncomingMessage | null = null
  try {
    const sent = request(url, { headers, agent: false, signal: limit }).end()
    response = (await once(sent, 'response'))[0] as IncomingMessage
    for await (const chunk of response) {
      chunks.push(chunk as Buffer)
      if (chunks.length === 1) await onFirstBytes?.()
      if (slowly) await pause(((chunk as Buffer).length / slowly.bytesPerSecond) * 1000, slowly.until)
    }
  } catch {
    // What came until then tells.
  }
  return {
    status: response?.statusCode ?? 0,
    headers: response?.headers ?? {},
    body: Buffer.concat(chunks),
    isComplete: response?.complete ?? false,
    isLate: limit.aborted,
  }
}

export function judge({ status, headers, body, isComplete, isLate }: Reading, expected: Buffer): Outcome {
  if (isLate) return `wrong: neither an end nor an error after ${body.length} bytes`
  if (status === 0) return 'wrong: no answer at all'
  if (status !== 200 && status !== 206) {
    return isRefusal(status, body) ? 'refused' : `wrong: status ${status} ${body.toString().slice(0, 200)}`
  }
  if (Number(headers['content-length']) !== expected.length) return `wrong: promises ${headers['content-length']} bytes`
  if (!body.equals(expected.subarray(0, body.length)))
    return `wrong: other bytes from ${firstDifference(body, expected)}`
  if (!isComplete) return 'cut'
  return body.length === expected.length ? 'exact' : `wrong: looks complete with ${body.length} bytes`
}

async function pause(ms: number, until: AbortSignal): Promise<void> {
  if (!until.aborted) await setTimeout(ms, undefined, { signal: until }).catch(() => {})
}

/** Says what is wrong in words a program and a person can read. */
function isRefusal(status: number, body: Buffer): boolean {
  return CLEAR_REFUSALS.has(status) && /"code":"[a-z_]+"/.test(body.toString())
}

export function firstDifference(body: Buffer, expected: Buffer): number {
  return body.findIndex((byte, i) => byte !== expected[i])
}
