import { createHash } from 'node:crypto'

/**
 * The id of a record that is made for one request, such as a message in a chat: asked for again it is the same record. 8 bytes as 16 hex
 * digits: two of a million requests have the same with a probability below 10^-7.
 */
export function toRequestId(request: string): string {
  return createHash('sha256').update(request).digest('hex').slice(0, 16)
}
