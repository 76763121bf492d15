/** What the page says about an upload, in headers. All of it comes from outside: what does not fit is not believed. */
import type { IncomingHttpHeaders } from 'node:http'
import type { OutgoingFile } from '../chat/chat.js'

const MAX_MEASURE = 100_000
const MAX_DURATION_SECONDS = 10_000_000

export function readUploadFacts(headers: IncomingHttpHeaders): Omit<OutgoingFile, 'path'> {
  const type = decoded(headers['x-file-type'])?.toLowerCase() ?? ''
  const key = decoded(headers['x-upload-key'])
  const media = new URLSearchParams(decoded(headers['x-media']) ?? '')
  const [width, height] = [toMeasure(media.get('width')), toMeasure(media.get('height'))]
  const durationSeconds = toNumber(media.get('duration'), MAX_DURATION_SECONDS)
  return {
    name: decoded(headers['x-file-name']) || null,
    mimeType: /^[\w.+-]+\/[\w.+-]+$/.test(type) && type.length <= 127 ? type : null,
    media: width === null && durationSeconds === null ? null : { width, height, durationSeconds },
    uploadKey: key !== null && /^[\w-]{1,64}$/.test(key) ? key : null,
  }
}

/** Header values are ASCII, so the page encodes what is not. */
function decoded(value: string | string[] | undefined): string | null {
  if (typeof value !== 'string') return null
  try {
    return decodeURIComponent(value)
  } catch {
    return null
  }
}

function toMeasure(text: string | null): number | null {
  const value = toNumber(text, MAX_MEASURE)
  return value === null || value < 1 ? null : Math.round(value)
}

function toNumber(text: string | null, max: number): number | null {
  const value = text === null || text === '' ? NaN : Number(text)
  return value >= 0 && value <= max ? value : null
}
