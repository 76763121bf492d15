/** Messages as Telegram writes them, before they are sealed (core.telegram.org/mtproto/description, …/service_messages). */
import { gzipSync } from 'node:zlib'

export interface PlainMessage {
  readonly id: bigint
  readonly sequence: number
  readonly body: Uint8Array
}

interface Envelope extends PlainMessage {
  readonly salt?: bigint
  readonly session: bigint
  /** As many as make whole blocks, unless named. */
  readonly padding?: number
}

export function plainMessage({ salt = 0n, session, padding, ...message }: Envelope): Uint8Array {
  const length = 16 + 16 + message.body.byteLength
  return Buffer.concat([
    long(salt),
    long(session),
    headed(message),
    new Uint8Array(padding ?? 12 + ((36 - (length % 16)) % 16)),
  ])
}

export function container(messages: readonly PlainMessage[]): Uint8Array {
  return Buffer.concat([uint(0x73f1f8dc), uint(messages.length), ...messages.map(headed)])
}

export function rpcResult(callId: bigint, result: Uint8Array): Uint8Array {
  return Buffer.concat([uint(0xf35c6d01), long(callId), result])
}

export function gzipPacked(object: Uint8Array): Uint8Array {
  const packed = gzipSync(object)
  const { length } = packed
  const prefix = length < 254 ? Uint8Array.of(length) : Uint8Array.of(254, length, length >> 8, length >> 16)
  const padding = new Uint8Array((4 - ((prefix.length + length) % 4)) % 4)
  return Buffer.concat([uint(0x3072cfa1), prefix, packed, padding])
}

function headed({ id, sequence, body }: PlainMessage): Buffer {
  return Buffer.concat([long(id), uint(sequence), uint(body.byteLength), body])
}

function uint(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}

function long(value: bigint): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64LE(BigInt.asUintN(64, value))
  return bytes
}
