/**
 * What is inside an opened packet: messages of MTProto itself and answers to our calls, containers taken apart
 * (core.telegram.org/mtproto/service_messages).
 */
import { gunzipSync } from 'node:zlib'
import { TlBinaryReader, type TlReaderMap } from '@mtcute/tl-runtime'
import type { mtp } from '@mtcute/core'

const MSG_CONTAINER = 0x73f1f8dc
const RPC_RESULT = 0xf35c6d01
const GZIP_PACKED = 0x3072cfa1
/** salt 8, session_id 8, message_id 8, seq_no 4, length 4 */
const HEADER_BYTES = 32
const MIN_PADDING_BYTES = 12
const MAX_PADDING_BYTES = 1024
/** Containers and what is packed count, whatever is in them. */
const MAX_MESSAGES = 1024
/** Nothing we ask for is larger than a part. */
const MAX_INFLATED_BYTES = 2 * 1024 * 1024
/** Of all that shares a packet, which may hold no more either. */
const MAX_INFLATED_TOGETHER_BYTES = 16 * 1024 * 1024

export interface ServerMessage {
  readonly id: bigint
  /** Odd for what wants an acknowledgement. */
  readonly sequence: number
  readonly body: Answer | ServiceMessage
}

export interface Answer {
  readonly _: 'answer'
  readonly toMessageId: bigint
  /** A TL object; its byte fields are views into the packet. */
  readonly result: unknown
}

type ServiceMessage = mtp.TlObject

/** null: too short to name one. */
export function sessionOf(plain: Uint8Array): bigint | null {
  if (plain.byteLength < HEADER_BYTES) return null
  return new DataView(plain.buffer, plain.byteOffset).getBigUint64(8, true)
}

/** @throws Error on anything that is not a well-formed message of this session */
export function readMessages(plain: Uint8Array, sessionId: bigint, readers: TlReaderMap): ServerMessage[] {
  const view = new DataView(plain.buffer, plain.byteOffset, plain.byteLength)
  if (plain.byteLength < HEADER_BYTES + MIN_PADDING_BYTES) throw new Error('A message is too short')
  if (sessionOf(plain) !== sessionId) throw new Error('A message is of another session')
  const lengthBytes = view.getUint32(28, true)
  const paddingBytes = plain.byteLength - HEADER_BYTES - lengthBytes
  if (lengthBytes % 4 !== 0 || paddingBytes < MIN_PADDING_BYTES || paddingBytes > MAX_PADDING_BYTES) {
    throw new Error('A message has a wrong length')
  }
  const body = plain.subarray(HEADER_BYTES, HEADER_BYTES + lengthBytes)
  const packet = new PacketReader()
  packet.read(view.getBigUint64(16, true), view.getUint32(24, true), new BoundedReader(readers, body))
  return packet.messages
}

/** Takes one packet apart and counts, so that no packet is much more work than its size suggests. */
class PacketReader {
  readonly messages: ServerMessage[] = []
  #seen = 0
  #inflatedBytes = 0

  read(id: bigint, sequence: number, reader: TlBinaryReader): void {
    if (++this.#seen > MAX_MESSAGES) throw new Error('A packet has too many messages')
    switch (reader.peekUint()) {
      case GZIP_PACKED:
        return this.read(id, sequence, this.#inflate(reader))
      case MSG_CONTAINER: {
        reader.uint()
        for (let left = reader.uint(); left > 0; left--) {
          const innerId = toBigInt(reader.long(true))
          const innerSequence = reader.uint()
          const inner = reader.raw(reader.uint())
          this.read(innerId, innerSequence, new BoundedReader(reader.objectsMap, inner))
        }
        return
      }
      case RPC_RESULT: {
        reader.uint()
        const toMessageId = toBigInt(reader.long(true))
        const content = reader.peekUint() === GZIP_PACKED ? this.#inflate(reader) : reader
        this.messages.push({ id, sequence, body: { _: 'answer', toMessageId, result: content.object() } })
        return
      }
      default:
        this.messages.push({ id, sequence, body: reader.object() as ServiceMessage })
    }
  }

  #inflate(reader: TlBinaryReader): TlBinaryReader {
    reader.uint()
    const maxOutputLength = Math.min(MAX_INFLATED_BYTES, MAX_INFLATED_TOGETHER_BYTES - this.#inflatedBytes)
    if (maxOutputLength <= 0) throw new Error('A packet inflates to too much')
    const inflated = gunzipSync(reader.bytes(), { maxOutputLength })
    this.#inflatedBytes += inflated.byteLength
    return new BoundedReader(reader.objectsMap, inflated)
  }
}

/**
 * The library's reader gives whatever is left, even nothing, where bytes are cut short: a part would come out shorter than Telegram
 * sent it, and a vector of four thousand million of nothings would be read to its end.
 */
class BoundedReader extends TlBinaryReader {
  override raw(bytes = -1): Uint8Array {
    if (this.pos + bytes > this.uint8View.byteLength) throw new RangeError('A message ends too soon')
    return super.raw(bytes)
  }

  override bytes(): Uint8Array {
    if (this.pos >= this.uint8View.byteLength) throw new RangeError('A message ends too soon')
    return super.bytes()
  }
}

export function toBigInt(long: { low: number; high: number }): bigint {
  return (BigInt(long.high >>> 0) << 32n) | BigInt(long.low >>> 0)
}
