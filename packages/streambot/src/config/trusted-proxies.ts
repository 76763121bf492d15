/** Whose word counts for where a visitor comes from (X-Forwarded-For). */
import { isIP } from 'node:net'
import { splitList } from '../core/split-list.js'
import type { EnvReader } from './env-reader.js'

/** Names that the web framework knows for blocks of addresses. */
const NAMED = ['loopback', 'linklocal', 'uniquelocal']

/**
 * Addresses, CIDR blocks or names of blocks; empty: nobody's.
 * @param isSecure links begin with https, which this server does not speak by itself
 */
export function readTrustedProxies(reader: EnvReader, isSecure: boolean): string[] {
  const name = 'TRUST_PROXY'
  const entries = splitList(reader.text(name))
  if (entries.length === 0 && isSecure) {
    reader.notes.push(
      `${name} is not set, and links begin with https, so there is a proxy: set it to the address of your proxy, such as loopback or 10.0.0.0/8, ` +
        'or else all visitors count as one, and links bound to addresses do not work. Set it to none if your proxy passes on connections as they are',
    )
  }
  if (entries.length === 1 && /^(false|0|no|off|none)$/i.test(entries[0] ?? '')) return []
  for (const entry of entries) {
    if (!NAMED.includes(entry) && !isBlock(entry)) {
      reader.invalid(
        name,
        `holds "${entry}": list the addresses of your proxies, such as 10.0.0.0/8 or loopback; to trust everybody would let visitors make up their address`,
      )
    }
  }
  return entries
}

/** An address or a CIDR block, which does not hold everybody. */
export function isBlock(text: string): boolean {
  const [address = '', length, ...rest] = text.split('/')
  const version = isIP(address)
  if (version === 0 || rest.length > 0) return false
  return length === undefined || isLength(length, version === 4 ? 32 : 128)
}

/** A block of length 0 is everybody. */
function isLength(text: string, max: number): boolean {
  return /^[1-9]\d{0,2}$/.test(text) && Number(text) >= 1 && Number(text) <= max
}
