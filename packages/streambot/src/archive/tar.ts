/**
 * TAR as POSIX.1-2001 has it (pax): ustar headers, preceded by an extended one where a name or a size does not fit. No sums of what files
 * hold stand in it, so every byte is known as soon as its own file is.
 */
import { filePiece, headerPiece, toLayout, type ArchivedFile, type Layout } from './layout.js'

const BLOCK_BYTES = 512
const NAME_BYTES = 100
const PLAIN_NAME = /^[\x20-\x7e]{1,100}$/
/** Eleven octal digits. */
const MAX_OCTAL_SIZE = 8 ** 11 - 1
const MODE = 0o644
/** Two empty blocks. */
const END_BYTES = 2 * BLOCK_BYTES

export function tarLayout(files: readonly ArchivedFile[]): Layout {
  const pieces = files.flatMap((file, at) => [
    headerPiece(headerBytesOf(file), () => toHeader(file, at)),
    filePiece(files, at),
    headerPiece(paddingOf(file.sizeBytes), () => new Uint8Array(paddingOf(file.sizeBytes))),
  ])
  return toLayout([...pieces, headerPiece(END_BYTES, () => new Uint8Array(END_BYTES))])
}

function headerBytesOf(file: ArchivedFile): number {
  const extendedBytes = paxRecordsOf(file).byteLength
  return BLOCK_BYTES + (extendedBytes > 0 ? BLOCK_BYTES + extendedBytes + paddingOf(extendedBytes) : 0)
}

function toHeader(file: ArchivedFile, at: number): Uint8Array {
  const { name, sizeBytes, modifiedAtMs } = file
  // Programs without pax have to call it something.
  const ustarName = PLAIN_NAME.test(name) ? name : `file ${at + 1}`
  const fields = {
    name: ustarName,
    sizeBytes: Math.min(sizeBytes, MAX_OCTAL_SIZE),
    modifiedAtMs,
    typeFlag: '0',
  } as const
  const header = toUstar(fields)
  const records = paxRecordsOf(file)
  if (records.byteLength === 0) return header
  const extended = toUstar({ ...fields, name: `PaxHeader/${at + 1}`, sizeBytes: records.byteLength, typeFlag: 'x' })
  return Buffer.concat([extended, records, new Uint8Array(paddingOf(records.byteLength)), header])
}

/** What the ustar header has no room for. */
function paxRecordsOf({ name, sizeBytes }: ArchivedFile): Buffer {
  return Buffer.concat([
    PLAIN_NAME.test(name) ? new Uint8Array() : toPaxRecord('path', name),
    sizeBytes <= MAX_OCTAL_SIZE ? new Uint8Array() : toPaxRecord('size', String(sizeBytes)),
  ])
}

/** `25 path=…\n`: its length comes first, and counts its own digits. */
function toPaxRecord(keyword: string, value: string): Buffer {
  const rest = Buffer.from(` ${keyword}=${value}\n`)
  let length = rest.byteLength
  while (String(length).length + rest.byteLength !== length) length = String(length).length + rest.byteLength
  return Buffer.concat([Buffer.from(String(length)), rest])
}

interface UstarFields {
  readonly name: string
  readonly sizeBytes: number
  readonly modifiedAtMs: number
  readonly typeFlag: '0' | 'x'
}

function toUstar({ name, sizeBytes, modifiedAtMs, typeFlag }: UstarFields): Buffer {
  const header = Buffer.alloc(BLOCK_BYTES)
  header.write(name, 0, NAME_BYTES, 'latin1')
  header.write(octal(MODE, 8), 100, 'latin1')
  header.write(octal(0, 8), 108, 'latin1') // owner
  header.write(octal(0, 8), 116, 'latin1') // group
  header.write(octal(sizeBytes, 12), 124, 'latin1')
  header.write(octal(Math.max(0, Math.floor(modifiedAtMs / 1000)), 12), 136, 'latin1')
  header.write('        ', 148, 'latin1') // the sum is taken with spaces in its place
  header.write(typeFlag, 156, 'latin1')
  header.write('ustar\x0000', 257, 'latin1')
  const sum = header.reduce((total, byte) => total + byte, 0)
  header.write(`${octal(sum, 7)} `, 148, 'latin1')
  return header
}

/** With a NUL at its end. */
function octal(value: number, fieldBytes: number): string {
  return `${value.toString(8).padStart(fieldBytes - 1, '0')}\0`
}

function paddingOf(sizeBytes: number): number {
  return (BLOCK_BYTES - (sizeBytes % BLOCK_BYTES)) % BLOCK_BYTES
}
