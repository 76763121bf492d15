/**
 * Sends one file to the demo server. XMLHttpRequest, because fetch tells nothing of how far an upload is.
 * The browser streams the file from disk, so its size does not matter here.
 */
import { NOT_ANSWERING } from './chat-api.js'
import type { MediaFacts } from './media-facts.js'

export type UploadEnd = { readonly ok: true } | { readonly ok: false; readonly reason: string | null }

export interface Upload {
  /** Resolves once, also when cancelled (then without a reason). */
  readonly ended: Promise<UploadEnd>
  cancel(): void
}

export interface UploadLabel {
  /** Comes back in the message the file becomes. */
  readonly key: string
  readonly media: MediaFacts | null
}

export function upload(file: File, { key, media }: UploadLabel, onProgress: (sentBytes: number) => void): Upload {
  const request = new XMLHttpRequest()
  const ended = new Promise<UploadEnd>((resolve) => {
    request.upload.addEventListener('progress', (event) => onProgress(event.loaded))
    request.addEventListener('load', () => resolve(toEnd(request)))
    request.addEventListener('error', () => resolve({ ok: false, reason: NOT_ANSWERING }))
    request.addEventListener('abort', () => resolve({ ok: false, reason: null }))
  })
  request.open('POST', '/api/files')
  request.setRequestHeader('content-type', 'application/octet-stream')
  // Headers carry ASCII only, file names anything.
  request.setRequestHeader('x-file-name', encodeURIComponent(file.name.toWellFormed()))
  request.setRequestHeader('x-file-type', encodeURIComponent(file.type))
  request.setRequestHeader('x-upload-key', key)
  if (media) request.setRequestHeader('x-media', encodeURIComponent(toQuery(media)))
  request.send(file)
  return { ended, cancel: () => request.abort() }
}

function toQuery({ width, height, durationSeconds }: MediaFacts): string {
  const known = Object.entries({ width, height, duration: durationSeconds }).filter(([, value]) => value !== null)
  return new URLSearchParams(known.map(([name, value]) => [name, String(value)])).toString()
}

function toEnd(request: XMLHttpRequest): UploadEnd {
  if (request.status >= 200 && request.status < 300) return { ok: true }
  let reason = `The demo answered ${request.status}.`
  try {
    const answer = JSON.parse(request.responseText) as { error?: unknown }
    if (typeof answer.error === 'string') reason = answer.error
  } catch {
    // Not JSON: the status says enough.
  }
  return { ok: false, reason }
}
