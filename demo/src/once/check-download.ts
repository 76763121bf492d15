/** Downloads over HTTP held against the file that was sent. Whatever differs is a DemoFailure; nothing is kept in memory. */
import { createHash } from 'node:crypto'
import { attachedName, isNameKept } from './attached-name.js'
import type { ChosenRange } from './choose-ranges.js'
import { DemoFailure, expectSame } from './demo-failure.js'
import type { SourceFile } from './source-file.js'

export interface DownloadTarget {
  readonly fetch: typeof fetch
  readonly url: string
  readonly file: SourceFile
}

export interface DownloadTimes {
  readonly firstByteMs: number
  readonly totalMs: number
}

/** The size here is what the bot recorded, so a file that grew since is found out too. */
export async function checkWhole(target: DownloadTarget, signal: AbortSignal): Promise<DownloadTimes> {
  const { file } = target
  const startedAt = performance.now()
  const response = await target.fetch(target.url, { signal })
  expectSame('the status of the download', response.status, 200)
  expectSame('Content-Length of the download', response.headers.get('content-length'), String(file.sizeBytes))
  const hash = createHash('sha256')
  let received = 0
  let firstByteMs: number | null = null
  for await (const chunk of bodyOf(response)) {
    firstByteMs ??= performance.now() - startedAt
    hash.update(chunk)
    received += chunk.length
  }
  const totalMs = performance.now() - startedAt
  expectSame('the size of the download', received, file.sizeBytes)
  expectSame('SHA-256 of the download', hash.digest('hex'), file.sha256)
  return { firstByteMs: firstByteMs ?? totalMs, totalMs }
}

/** A file that a browser could run is saved also by its streaming link, so there only /dl/ decides between the two. */
export async function checkHead(target: DownloadTarget, route: 'dl' | 'stream', signal: AbortSignal): Promise<void> {
  const { url, file } = target
  const { status, headers } = await target.fetch(url, { method: 'HEAD', signal })
  expectSame('the status of HEAD', status, 200)
  expectSame('Content-Length of HEAD', headers.get('content-length'), String(file.sizeBytes))
  expectSame('Accept-Ranges', headers.get('accept-ranges'), 'bytes')
  const disposition = headers.get('content-disposition') ?? ''
  if (route === 'dl') expectSame('the type of Content-Disposition', disposition.split(';')[0], 'attachment')
  const name = attachedName(disposition)
  if (!isNameKept(file.name, name)) throw new DemoFailure(`the file name is ${String(name)} instead of ${file.name}`)
}

export async function checkRange(target: DownloadTarget, range: ChosenRange, signal: AbortSignal): Promise<void> {
  const { file } = target
  const { header, first, last } = range
  const response = await target.fetch(target.url, { headers: { range: header }, signal })
  expectSame(`the status of ${header}`, response.status, 206)
  const contentRange = `bytes ${first}-${last}/${file.sizeBytes}`
  expectSame(`Content-Range of ${header}`, response.headers.get('content-range'), contentRange)
  let offset = first
  for await (const chunk of bodyOf(response)) {
    const difference = await file.firstDifference(chunk, offset)
    if (difference !== null) throw new DemoFailure(`${header} differs from the file at byte ${difference}`)
    offset += chunk.length
  }
  expectSame(`the size of ${header}`, offset - first, last - first + 1)
}

/** A range that begins at the end of the file has nothing in it; of an empty file the server gives the whole. */
export async function checkBeyondEnd(target: DownloadTarget, signal: AbortSignal): Promise<void> {
  const { sizeBytes } = target.file
  const header = `bytes=${sizeBytes}-`
  const response = await target.fetch(target.url, { headers: { range: header }, signal })
  await response.body?.cancel()
  if (sizeBytes === 0) return expectSame(`the status of ${header}`, response.status, 200)
  expectSame(`the status of ${header}`, response.status, 416)
  expectSame(`Content-Range of ${header}`, response.headers.get('content-range'), `bytes */${sizeBytes}`)
}

async function* bodyOf(response: Response): AsyncGenerator<Uint8Array> {
  if (!response.body) return
  for await (const chunk of response.body) yield chunk as Uint8Array
}
