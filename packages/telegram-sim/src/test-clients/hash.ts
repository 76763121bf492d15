import { createHash } from 'node:crypto'
import type { FileContent } from '../world/file-content.js'

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

export async function sha256Of(content: FileContent): Promise<string> {
  const hash = createHash('sha256')
  for (let offset = 0; offset < content.size; offset += 1 << 20) hash.update(await content.read(offset, 1 << 20))
  return hash.digest('hex')
}
