/** gzip_packed carries gzip by the book and zlib from some clients: both are inflated, up to a limit. */
import { unzipSync } from 'node:zlib'
import { fetchError } from './tl-error.js'

export function inflateBounded(packed: Uint8Array, limitBytes: number): Buffer {
  try {
    return unzipSync(packed, { maxOutputLength: Math.max(1, limitBytes) })
  } catch (error) {
    throw fetchError(`gzip_packed: ${error instanceof Error ? error.message : 'unreadable'}`)
  }
}
