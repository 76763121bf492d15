/** Tells a connection's transport from its first bytes, as Telegram does: one port serves them all. */
import { abridged } from './abridged.js'
import { createFull } from './full.js'
import { intermediate, padded } from './intermediate.js'
import { type Obfuscation, obfuscationHeaderLength, openObfuscation } from './obfuscation.js'
import type { TransportCodec } from './transport-codec.js'

export interface Detected {
  readonly codec: TransportCodec
  readonly obfuscation: Obfuscation | null
  /** Bytes that announced the transport and belong to no packet. */
  readonly consumed: number
}

/** Null asks for more bytes; 'unknown' is no transport of Telegram's. */
export function detectTransport(first: Buffer): Detected | null | 'unknown' {
  if (first.length === 0) return null
  if (first.readUInt8(0) === 0xef) return { codec: abridged, obfuscation: null, consumed: 1 }
  if (first.length < 4) return null
  const plain = codecOfTag(first.readUInt32LE(0))
  if (plain) return { codec: plain, obfuscation: null, consumed: 4 }
  if (first.length < 8) return null
  // The full transport announces nothing: its first packet has the sequence number 0, which obfuscation avoids.
  if (first.readUInt32LE(4) === 0) return { codec: createFull(), obfuscation: null, consumed: 0 }
  if (first.length < obfuscationHeaderLength) return null
  const obfuscation = openObfuscation(first.subarray(0, obfuscationHeaderLength))
  const codec = codecOfTag(obfuscation.tag) ?? (obfuscation.tag === 0xefefefef ? abridged : null)
  return codec ? { codec, obfuscation, consumed: obfuscationHeaderLength } : 'unknown'
}

function codecOfTag(tag: number): TransportCodec | null {
  if (tag === 0xeeeeeeee) return intermediate
  if (tag === 0xdddddddd) return padded
  return null
}
