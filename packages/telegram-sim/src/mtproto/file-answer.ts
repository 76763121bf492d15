/** What the wire layer knows of one kind of answer, upload.file: how many bytes it carries and how to spoil them. */
import type { CallFault } from '../faults.js'

interface FileAnswer {
  readonly _: 'upload.file'
  readonly bytes: Uint8Array
}

export function fileBytesOf(value: unknown): number {
  return isFileAnswer(value) ? value.bytes.length : 0
}

export function spoilBytes(value: unknown, fault: CallFault): unknown {
  if (!isFileAnswer(value)) return value
  if (fault.kind === 'shortBytes') return { ...value, bytes: value.bytes.subarray(0, fault.bytes) }
  if (fault.kind === 'wrongBytes') return { ...value, bytes: value.bytes.map((byte) => byte ^ 0x5a) }
  return value
}

function isFileAnswer(value: unknown): value is FileAnswer {
  return typeof value === 'object' && value !== null && '_' in value && value._ === 'upload.file'
}
