/**
 * ZIP without compression, with ZIP64 where a size or a position needs it (PKWARE's APPNOTE 6.3.10; sections in brackets). Every file's CRC-32
 * stands behind it, in a data descriptor, and in the directory at the end, never in front of it: so the bytes are the same whether it was
 * known before the file was read or not.
 */
import { filePiece, headerPiece, toLayout, type ArchivedFile, type Layout, type Piece } from './layout.js'

const LOCAL_HEADER = 0x04034b50
const DATA_DESCRIPTOR = 0x08074b50
const CENTRAL_HEADER = 0x02014b50
const ZIP64_END = 0x06064b50
const ZIP64_END_LOCATOR = 0x07064b50
const END = 0x06054b50

const MAX_32 = 0xffff_ffff
const VERSION_PLAIN = 20
const VERSION_ZIP64 = 45
const MADE_BY_UNIX = 3 << 8
/** The sizes and the sum are behind the file, and its name is UTF-8 [4.4.4]. */
const FLAGS = (1 << 3) | (1 << 11)
const STORED = 0
/** A regular file that everybody may read, in the upper half [4.4.15]. */
const ATTRIBUTES = 0o100644 * 0x1_0000
const ZIP64_EXTRA = 0x0001
/** The time in seconds, in UTC, which the fields of the header are not: `UT` of Info-ZIP. */
const TIME_EXTRA = 0x5455
const TIME_EXTRA_BYTES = 9
const HAS_MODIFICATION_TIME = 1
const END_BYTES = 22
/** With what says where it is. */
const ZIP64_END_BYTES = 56 + 20

/** One file, and what the directory tells of it. */
interface Entry {
  readonly file: number
  readonly name: string
  readonly nameBytes: number
  readonly sizeBytes: number
  /** Seconds since 1970. */
  readonly modifiedAt: number
  readonly isZip64: boolean
  /** Of its local header. */
  readonly offset: number
}

export function zipLayout(files: readonly ArchivedFile[]): Layout {
  const pieces: Piece[] = []
  const directory: Piece[] = []
  let position = 0
  files.forEach((file, at) => {
    const entry = toEntry(file, at, position)
    const own = [toLocalHeader(entry), filePiece(files, at), toDescriptor(entry)]
    pieces.push(...own)
    directory.push(toCentralHeader(entry))
    position += lengthOf(own)
  })
  return toLayout([...pieces, ...directory, toEnd(files.length, position, lengthOf(directory))])
}

function lengthOf(pieces: readonly Piece[]): number {
  return pieces.reduce((sum, { lengthBytes }) => sum + lengthBytes, 0)
}

function toEntry({ name, sizeBytes, modifiedAtMs }: ArchivedFile, file: number, offset: number): Entry {
  const modifiedAt = Math.min(Math.max(0, Math.floor(modifiedAtMs / 1000)), 0x7fff_ffff)
  return { file, name, nameBytes: Buffer.byteLength(name), sizeBytes, modifiedAt, isZip64: sizeBytes >= MAX_32, offset }
}

/** [4.3.7] Sum and sizes are 0 where they follow later [4.4.4]. */
function toLocalHeader({ name, nameBytes, modifiedAt, isZip64 }: Entry): Piece {
  const extraBytes = TIME_EXTRA_BYTES + (isZip64 ? zip64ExtraBytes(2) : 0)
  const size = isZip64 ? MAX_32 : 0
  return headerPiece(30 + nameBytes + extraBytes, () => {
    const fields = new Fields(30 + nameBytes + extraBytes)
      .u32(LOCAL_HEADER)
      .u16(isZip64 ? VERSION_ZIP64 : VERSION_PLAIN)
      .u16(FLAGS)
      .u16(STORED)
      .u32(toDosTime(modifiedAt))
      .u32(0)
      .u32(size)
      .u32(size)
      .u16(nameBytes)
      .u16(extraBytes)
      .text(name)
    addTimeExtra(fields, modifiedAt)
    if (isZip64) addZip64Extra(fields, [0, 0])
    return fields.bytes
  })
}

/** [4.3.9] With eight bytes for a size where the local header has a ZIP64 field. */
function toDescriptor({ file, sizeBytes, isZip64 }: Entry): Piece {
  const lengthBytes = isZip64 ? 24 : 16
  return {
    kind: 'header',
    lengthBytes,
    needsCrc32Of: file,
    toBytes: (crc32Of) => {
      const fields = new Fields(lengthBytes).u32(DATA_DESCRIPTOR).u32(crc32Of(file))
      return isZip64 ? fields.u64(sizeBytes).u64(sizeBytes).bytes : fields.u32(sizeBytes).u32(sizeBytes).bytes
    },
  }
}

/** [4.3.12] */
function toCentralHeader({ file, name, nameBytes, sizeBytes, modifiedAt, isZip64, offset }: Entry): Piece {
  const isFar = offset >= MAX_32
  const wide = [...(isZip64 ? [sizeBytes, sizeBytes] : []), ...(isFar ? [offset] : [])]
  const version = wide.length > 0 ? VERSION_ZIP64 : VERSION_PLAIN
  const size = isZip64 ? MAX_32 : sizeBytes
  const extraBytes = TIME_EXTRA_BYTES + (wide.length > 0 ? zip64ExtraBytes(wide.length) : 0)
  const lengthBytes = 46 + nameBytes + extraBytes
  return {
    kind: 'header',
    lengthBytes,
    needsCrc32Of: file,
    toBytes: (crc32Of) => {
      const fields = new Fields(lengthBytes)
        .u32(CENTRAL_HEADER)
        .u16(MADE_BY_UNIX | version)
        .u16(version)
        .u16(FLAGS)
        .u16(STORED)
        .u32(toDosTime(modifiedAt))
        .u32(crc32Of(file))
        .u32(size)
        .u32(size)
        .u16(nameBytes)
        .u16(extraBytes)
        .u16(0) // no comment
        .u16(0) // first disk
        .u16(0) // no text
        .u32(ATTRIBUTES)
        .u32(isFar ? MAX_32 : offset)
        .text(name)
      addTimeExtra(fields, modifiedAt)
      if (wide.length > 0) addZip64Extra(fields, wide)
      return fields.bytes
    },
  }
}

/** [4.3.14–16] */
function toEnd(entries: number, directoryOffset: number, directoryBytes: number): Piece {
  // Files are too few, and so is what is said of them: only the position of the directory needs more than 32 bits.
  const isFar = directoryOffset >= MAX_32
  const lengthBytes = isFar ? ZIP64_END_BYTES + END_BYTES : END_BYTES
  return headerPiece(lengthBytes, () => {
    const fields = new Fields(lengthBytes)
    if (isFar) addZip64End(fields, entries, directoryOffset, directoryBytes)
    return fields
      .u32(END)
      .u16(0)
      .u16(0)
      .u16(entries)
      .u16(entries)
      .u32(directoryBytes)
      .u32(isFar ? MAX_32 : directoryOffset)
      .u16(0).bytes
  })
}

function addZip64End(fields: Fields, entries: number, directoryOffset: number, directoryBytes: number): void {
  fields
    .u32(ZIP64_END)
    .u64(56 - 12) // what follows this field
    .u16(MADE_BY_UNIX | VERSION_ZIP64)
    .u16(VERSION_ZIP64)
    .u32(0)
    .u32(0)
    .u64(entries)
    .u64(entries)
    .u64(directoryBytes)
    .u64(directoryOffset)
    .u32(ZIP64_END_LOCATOR)
    .u32(0)
    .u64(directoryOffset + directoryBytes)
    .u32(1)
}

function addTimeExtra(fields: Fields, modifiedAt: number): void {
  fields
    .u16(TIME_EXTRA)
    .u16(TIME_EXTRA_BYTES - 4)
    .u8(HAS_MODIFICATION_TIME)
    .u32(modifiedAt)
}

function zip64ExtraBytes(values: number): number {
  return 4 + 8 * values
}

/** [4.5.3] */
function addZip64Extra(fields: Fields, values: readonly number[]): void {
  fields.u16(ZIP64_EXTRA).u16(8 * values.length)
  for (const value of values) fields.u64(value)
}

/** Date and time of MS-DOS [4.4.6], which begin in 1980 and know no zone: UTC, so that the bytes are the same everywhere. */
function toDosTime(modifiedAt: number): number {
  const date = new Date(Math.max(modifiedAt * 1000, Date.UTC(1980, 0)))
  const day = ((date.getUTCFullYear() - 1980) << 9) | ((date.getUTCMonth() + 1) << 5) | date.getUTCDate()
  const time = (date.getUTCHours() << 11) | (date.getUTCMinutes() << 5) | (date.getUTCSeconds() >> 1)
  return day * 0x1_0000 + time
}

/** Little-endian fields, one after the other. */
class Fields {
  readonly bytes: Buffer
  #at = 0

  constructor(lengthBytes: number) {
    this.bytes = Buffer.alloc(lengthBytes)
  }

  u8(value: number): this {
    this.#at = this.bytes.writeUInt8(value, this.#at)
    return this
  }

  u16(value: number): this {
    this.#at = this.bytes.writeUInt16LE(value, this.#at)
    return this
  }

  u32(value: number): this {
    this.#at = this.bytes.writeUInt32LE(value, this.#at)
    return this
  }

  u64(value: number): this {
    this.#at = this.bytes.writeBigUInt64LE(BigInt(value), this.#at)
    return this
  }

  text(value: string): this {
    this.#at += this.bytes.write(value, this.#at)
    return this
  }
}
