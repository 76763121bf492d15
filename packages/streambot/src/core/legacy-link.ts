/**
 * Links of FileStreamBot and its kin, which kept files in a channel as we do: the number of the message, and a hash that is the beginning of what
 * Telegram's Bot API calls `file_unique_id`. It is made of the number of the document, which every bot sees alike.
 */
import { MAX_MESSAGE_ID } from './message-id.js'

export interface LegacyLink {
  readonly messageId: number
  readonly hash: string
  /** What it was for. */
  readonly route: 'dl' | 'stream' | 'watch'
}

/** Of documents, which videos, music and most files are. */
const DOCUMENT = 2

/**
 * `/AgADxy123`, `/watch/AgADxy123`, `/dl/AgADxy123`, and the same with the number first: `/123?hash=AgADxy`, `/watch/123/name.mkv?hash=AgADxy`.
 * @param path begins with a slash. null: none of them
 */
export function parseLegacyLink(path: string, hashInQuery: string | null, hashLength: number): LegacyLink | null {
  const [, route = 'stream', rest = ''] = /^\/(?:(dl|stream|watch)\/)?([^/]+)(?:\/[^/]*)?$/.exec(path) ?? []
  const [hash, number] =
    hashInQuery === null ? [rest.slice(0, hashLength), rest.slice(hashLength)] : [hashInQuery, rest]
  const isHash = hash.length === hashLength && /^[A-Za-z0-9_-]+$/.test(hash)
  if (!isHash || !/^[1-9]\d{0,9}$/.test(number) || Number(number) > MAX_MESSAGE_ID) return null
  return { messageId: Number(number), hash, route: route as LegacyLink['route'] }
}

/** As the Bot API writes it. @param telegramFileId the number of a document, signed, in decimal */
export function fileUniqueIdOf(telegramFileId: string): string {
  const bytes = Buffer.alloc(12)
  bytes.writeInt32LE(DOCUMENT, 0)
  bytes.writeBigInt64LE(BigInt.asIntN(64, BigInt(telegramFileId)), 4)
  return Buffer.from(withoutRunsOfZeros(bytes)).toString('base64url')
}

/** A run of zeros becomes one and its length (TDLib `zero_encode`). */
function withoutRunsOfZeros(bytes: Uint8Array): number[] {
  const encoded: number[] = []
  let run = 0
  const end = () => {
    if (run > 0) encoded.push(0, run)
    run = 0
  }
  for (const byte of bytes) {
    if (byte === 0) run++
    else {
      end()
      encoded.push(byte)
    }
  }
  end()
  return encoded
}
