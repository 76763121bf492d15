/** How one transport marks where packets begin and end (core.telegram.org/mtproto/mtproto-transports). */
export interface PacketHeader {
  /** Bytes of the header itself. */
  readonly length: number
  /** Bytes that follow it, trailer included. */
  readonly bodyLength: number
}

export interface TransportCodec {
  readonly name: 'abridged' | 'intermediate' | 'padded' | 'full'
  /** Reads a packet's header from its first bytes; null asks for more of them, at most `headerLimit`. */
  header(first: Buffer): PacketHeader | null
  /** The payload of a received packet, or null when its checksum is wrong. */
  payload(header: Buffer, body: Buffer): Buffer | null
  /** Writes header and trailer around `buffer[start, end)`, which has `headerLimit` free before it and `trailerLimit` after; the new bounds. */
  frame(buffer: Buffer, start: number, end: number): { start: number; end: number }
}

export const headerLimit = 8
export const trailerLimit = 16
