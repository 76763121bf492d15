/** Text of which nobody says how it is encoded: UTF-8 or UTF-16, by mark or by looks, else what Windows wrote in the west. */
export interface DecodedText {
  readonly text: string
  readonly encoding: 'UTF-8' | 'UTF-16LE' | 'UTF-16BE' | 'Windows-1252'
}

/** How much is looked at to tell UTF-16 without a mark. */
const SAMPLE_BYTES = 4096

/** @param bytes may be cut within a character, at the end */
export function decodeText(bytes: Uint8Array): DecodedText {
  const marked = encodingByMark(bytes) ?? encodingByZeros(bytes)
  if (marked !== null) return decode(bytes, marked)
  try {
    // `stream`: a character that is cut at the end is no error.
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true }), encoding: 'UTF-8' }
  } catch {
    return decode(bytes, 'Windows-1252')
  }
}

function decode(bytes: Uint8Array, encoding: DecodedText['encoding']): DecodedText {
  return { text: new TextDecoder(encoding).decode(bytes), encoding }
}

function encodingByMark([first, second]: Uint8Array): DecodedText['encoding'] | null {
  if (first === 0xff && second === 0xfe) return 'UTF-16LE'
  if (first === 0xfe && second === 0xff) return 'UTF-16BE'
  return null
}

/** Latin text in UTF-16 has a zero in every other byte; text in anything else has none. */
function encodingByZeros(bytes: Uint8Array): DecodedText['encoding'] | null {
  const sample = bytes.subarray(0, SAMPLE_BYTES)
  const zeros = [0, 0]
  sample.forEach((byte, at) => byte === 0 && zeros[at % 2]!++)
  const [even = 0, odd = 0] = zeros
  const most = sample.length / 4
  if (odd > most && even < odd / 8) return 'UTF-16LE'
  if (even > most && odd < even / 8) return 'UTF-16BE'
  return null
}
