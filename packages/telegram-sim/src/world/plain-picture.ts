/**
 * A JPEG of one shade of grey, as large as it says: whoever decodes it sees a picture, and its length is that of a real one. Baseline, one
 * component (ITU-T T.81). Made when it is read, since most are never looked at.
 */
import { createHash } from 'node:crypto'
import type { FileContent } from './file-content.js'

const BLOCK_SIDE = 8
/** A segment says its own length in two bytes. */
const MAX_SEGMENT_BYTES = 65_533
const SEGMENT_HEAD_BYTES = 4
const END = Buffer.from([0xff, 0xd9])

export class PlainPicture implements FileContent {
  readonly size: number

  /** @param plausibleBytes it is at least so long, as far as comments fill it */
  constructor(
    private readonly width: number,
    private readonly height: number,
    plausibleBytes: number,
    private readonly seed: string,
  ) {
    const least = this.#head().length + this.#scan().length + END.length
    this.size = Math.max(least + SEGMENT_HEAD_BYTES, plausibleBytes)
  }

  read(offset: number, length: number): Uint8Array {
    const [head, scan] = [this.#head(), this.#scan()]
    const filling = this.size - head.length - scan.length - END.length
    const start = Buffer.from([0xff, 0xd8])
    return Buffer.concat([start, ...comments(filling), head.subarray(2), scan, END]).subarray(offset, offset + length)
  }

  #head(): Buffer {
    const quantisers = Buffer.concat([Buffer.of(0), Buffer.alloc(64, BLOCK_SIDE)])
    const sides = [this.height >> 8, this.height & 255, this.width >> 8, this.width & 255]
    return Buffer.concat([
      Buffer.from([0xff, 0xd8]),
      segment(0xdb, quantisers),
      segment(0xc0, Buffer.from([8, ...sides, 1, 1, 0x11, 0])),
      // DC: 0 is no change, 10 a change of 7 bits. AC: 0 is the end of a block.
      segment(0xc4, Buffer.from([0x00, ...codeLengths(1, 1), 0, 7])),
      segment(0xc4, Buffer.from([0x10, ...codeLengths(1, 0), 0])),
      segment(0xda, Buffer.from([1, 1, 0x00, 0, 63, 0])),
    ])
  }

  /** The first block says the shade, every other that it is the same. */
  #scan(): Buffer {
    const blocks = Math.ceil(this.width / BLOCK_SIDE) * Math.ceil(this.height / BLOCK_SIDE)
    const shade = (createHash('sha256').update(this.seed).digest()[0] ?? 0) & 127
    const bits = `10${shade.toString(2).padStart(7, '0')}0${'00'.repeat(blocks - 1)}`
    // What is left of the last byte is ones (T.81 F.1.2.3); none of these bytes is 0xFF, which would need a zero behind it.
    const whole = bits.padEnd(Math.ceil(bits.length / 8) * 8, '1')
    return Buffer.from(whole.match(/.{8}/g)?.map((byte) => parseInt(byte, 2)) ?? [])
  }
}

/** How many codes there are of one, two … sixteen bits. */
function codeLengths(ofOneBit: number, ofTwoBits: number): number[] {
  return [ofOneBit, ofTwoBits, ...Array.from({ length: 14 }, () => 0)]
}

function segment(marker: number, content: Buffer): Buffer {
  const length = content.length + 2
  return Buffer.concat([Buffer.from([0xff, marker, length >> 8, length & 255]), content])
}

/** @param byteCount in all, their heads included */
function comments(byteCount: number): Buffer[] {
  const made: Buffer[] = []
  for (let left = byteCount; left >= SEGMENT_HEAD_BYTES;) {
    const most = Math.min(left - SEGMENT_HEAD_BYTES, MAX_SEGMENT_BYTES)
    const rest = left - SEGMENT_HEAD_BYTES - most
    // A rest too short for a head of its own goes into the next.
    const filling = rest > 0 && rest < SEGMENT_HEAD_BYTES ? most - SEGMENT_HEAD_BYTES : most
    made.push(segment(0xfe, Buffer.alloc(filling, '.')))
    left -= SEGMENT_HEAD_BYTES + filling
  }
  return made
}
