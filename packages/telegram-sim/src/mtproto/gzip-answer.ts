/** Telegram packs answers that gain by it; files are sent as they are. */
import { gzipSync } from 'node:zlib'

const packFromBytes = 4096
const packToBytes = 1024 * 1024

/** The packed form, or null where it gains less than a tenth. */
export function gzipAnswer(body: Buffer): Buffer | null {
  if (body.length < packFromBytes || body.length > packToBytes) return null
  const packed = gzipSync(body, { level: 1 })
  return packed.length < body.length * 0.9 ? packed : null
}
