/** Reading a link, all of it or a range, and what came of it. */
import { once } from 'node:events'
import { request, type IncomingMessage } from 'node:http'
import { setTimeout } from 'node:timers/promises'
import type { SentFile, Stage } from './13.stage.js'

export interface Reading {
  readonly fileName: string
  readonly reader: string
  readonly startedMs: number
  /** 0: there was no answer. */
  readonly status: number
  /** Of a refusal. */
  readonly code: string | null
  /** null: nothing of the file came. */
  readonly firstByteAfterMs: number | null
  /** All that was asked for came, and no byte of it was wrong. */
  readonly isExact: boolean
}

export interface ReadOptions {
  /** Each counts as another reader. */
  readonly reader: string
  /** Inclusive. Default: all of it. */
  readonly range?: readonly [start: number, end: number]
  /** Takes so much, until it is told otherwise. */
  readonly slowly?: { readonly bytesPerSecond: number; readonly until: AbortSignal }
  readonly onBytes?: (bytes: number) => void
}

const MIB = 1024 * 1024
const READING_LIMIT_MS = 90_000

/** On a connection of its own. */
export async function read(
  { baseUrl }: Pick<Stage, 'baseUrl'>,
  file: SentFile,
  options: ReadOptions,
): Promise<Reading> {
  const { reader, slowly, onBytes = () => {} } = options
  const [start, end] = options.range ?? [0, file.content.size - 1]
  const headers = { 'user-agent': reader, range: `bytes=${start}-${end}` }
  const startedMs = performance.now()
  const chunks: Buffer[] = []
  let response: IncomingMessage | null = null
  let firstByteAfterMs: number | null = null
  try {
    const signal = AbortSignal.timeout(READING_LIMIT_MS)
    const sent = request(baseUrl + file.path, { headers, agent: false, signal }).end()
    response = ((await once(sent, 'response')) as [IncomingMessage])[0]
    for await (const chunk of response as AsyncIterable<Buffer>) {
      chunks.push(chunk)
      if (response.statusCode !== 206) continue
      firstByteAfterMs ??= performance.now() - startedMs
      onBytes(chunk.length)
      if (slowly) await rest((chunk.length / slowly.bytesPerSecond) * 1000, slowly.until)
    }
  } catch {
    // What came until then tells.
  }
  const body = Buffer.concat(chunks)
  const isWhole = response?.statusCode === 206 && response.complete
  return {
    fileName: file.name,
    reader,
    startedMs,
    status: response?.statusCode ?? 0,
    code: firstByteAfterMs === null ? (/"code":"([a-z_]+)"/.exec(body.toString())?.[1] ?? null) : null,
    firstByteAfterMs,
    isExact: isWhole && (await contentOf(file, start, end)).equals(body),
  }
}

async function contentOf({ content }: SentFile, start: number, end: number): Promise<Buffer> {
  const pieces: Uint8Array[] = []
  for (let at = start; at <= end; at += MIB) pieces.push(await content.read(at, Math.min(MIB, end + 1 - at)))
  return Buffer.concat(pieces)
}

/** Until then, or until that is over. */
export async function rest(ms: number, until: AbortSignal): Promise<void> {
  if (!until.aborted) await setTimeout(ms, undefined, { signal: until }).catch(() => {})
}
