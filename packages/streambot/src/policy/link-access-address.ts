/** From which addresses a link may be read. IPv4 inside IPv6 (`::ffff:192.0.2.1`) is IPv4, whoever writes it. */
import ipaddr from 'ipaddr.js'

/** The rest names the interface, and devices change it by themselves (RFC 4291 §2.5.1, RFC 8981). */
const IPV6_NETWORK_BITS = 64
const MAPPED_BITS = 96

export type AddressBlocks =
  | { readonly ok: true; readonly blocks: readonly string[] }
  /** The first entry that is neither an address nor a block. */
  | { readonly ok: false; readonly invalid: string }

type Address = ipaddr.IPv4 | ipaddr.IPv6
type Block = readonly [address: Address, bits: number]

/** Addresses and CIDR blocks as people write them, as links keep them: `10.1.2.3/8` is `10.0.0.0/8`, each one once. */
export function toAddressBlocks(entries: readonly string[]): AddressBlocks {
  const blocks = new Set<string>()
  for (const entry of entries) {
    const block = parseBlock(entry.trim())
    if (!block) return { ok: false, invalid: entry }
    blocks.add(writeBlock(block))
  }
  return { ok: true, blocks: [...blocks] }
}

/** What cannot be read lets nobody in. @param blocks empty: everybody may */
export function isAddressAllowed(address: string, blocks: readonly string[]): boolean {
  if (blocks.length === 0) return true
  const parsed = parseAddress(address)
  return parsed !== null && blocks.some((entry) => isInside(parsed, parseBlock(entry)))
}

/** The part of an address that stays while one person reads: all of IPv4, the first half of IPv6. */
export function networkOf(address: string): string {
  const parsed = parseAddress(address)
  if (!parsed) return address
  return parsed instanceof ipaddr.IPv6 ? writeBlock([parsed, IPV6_NETWORK_BITS]) : parsed.toString()
}

function isInside(address: Address, block: Block | null): boolean {
  return block !== null && address.kind() === block[0].kind() && address.match(block[0], block[1])
}

function parseBlock(text: string): Block | null {
  const [start = '', length, ...rest] = text.split('/')
  const written = readAddress(start)
  if (!written || rest.length > 0) return null
  const width = written.toByteArray().length * 8
  if (length !== undefined && !/^(0|[1-9]\d{0,2})$/.test(length)) return null
  const bits = length === undefined ? width : Number(length)
  if (bits > width) return null
  if (!isMapped(written)) return [written, bits]
  // A larger block around a mapped address would hold addresses of both kinds.
  return bits < MAPPED_BITS ? null : [written.toIPv4Address(), bits - MAPPED_BITS]
}

function writeBlock([address, bits]: Block): string {
  const kind = address instanceof ipaddr.IPv6 ? ipaddr.IPv6 : ipaddr.IPv4
  const block = `${address.toString()}/${bits}`
  return `${kind.networkAddressFromCIDR(block).toString()}/${bits}`
}

function parseAddress(text: string): Address | null {
  // An interface behind a link-local address (`fe80::1%eth0`) is the server's business, not the reader's.
  const address = readAddress(text.replace(/%.*$/s, ''))
  return address && isMapped(address) ? address.toIPv4Address() : address
}

function isMapped(address: Address): address is ipaddr.IPv6 {
  return address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress()
}

/**
 * Four decimal numbers, or IPv6. Spellings that programs understand differently are none: `010.0.0.1`, `0x7f.1`, `127.1`, and the
 * IPv4-compatible `::192.0.2.1`, which is deprecated (RFC 4291 §2.5.5.1).
 */
function readAddress(text: string): Address | null {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipaddr.IPv4.parse(text)
  if (/%|^::\d+\./.test(text) || !ipaddr.IPv6.isValid(text)) return null
  return ipaddr.IPv6.parse(text)
}
