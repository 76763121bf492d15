/** Archives of files in memory, read as a server reads them. */
import { crc32 } from 'node:zlib'
import { toDistinctFileNames } from '../core/distinct-file-names.js'
import { lendOnce, type LentBytes } from '../core/lent-bytes.js'
import type { InclusiveRange } from '../core/range.js'
import type { KnownCrc32 } from './crc32-meter.js'
import type { ArchivedFile, Layout } from './layout.js'
import { planRange } from './plan.js'
import { readPlan, type ArchiveSource } from './read-plan.js'

export const UNKNOWN: KnownCrc32 = { whole: null, beginnings: [] }
const MODIFIED_AT_MS = Date.UTC(2026, 10, 25, 18, 30, 42)

export function fileOf(name: string, sizeBytes: number): ArchivedFile {
  return { name, sizeBytes, modifiedAtMs: MODIFIED_AT_MS }
}

/** Different everywhere. */
export function contentOf(sizeBytes: number, seed: number): Uint8Array {
  const bytes = new Uint8Array(sizeBytes)
  let state = seed + 1
  for (let at = 0; at < sizeBytes; at++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    bytes[at] = state >>> 24
  }
  return bytes
}

export function knownOf(contents: readonly Uint8Array[]): KnownCrc32[] {
  return contents.map((content) => ({ whole: crc32(content), beginnings: [] }))
}

/** Overwrites what is given back, so that a reader who is late reads rubbish. */
export class MemorySource implements ArchiveSource {
  readonly opened: { readonly file: number; readonly range: InclusiveRange }[] = []
  readonly beginnings: [file: number, steps: number, crc32: number][] = []
  readonly learned: [file: number, crc32: number][] = []
  openNow = 0
  mostOpen = 0
  lent = 0

  constructor(
    private readonly contents: readonly Uint8Array[],
    private readonly chunkBytes: number,
  ) {}

  open(file: number, range: InclusiveRange): Promise<AsyncIterator<LentBytes, undefined>> {
    this.opened.push({ file, range })
    this.mostOpen = Math.max(this.mostOpen, ++this.openNow)
    return Promise.resolve(this.read(this.contents[file]!.subarray(range.start, range.end + 1)))
  }

  beginningLearned(...beginning: [file: number, steps: number, crc32: number]): void {
    this.beginnings.push(beginning)
  }

  crc32Learned(...whole: [file: number, crc32: number]): void {
    this.learned.push(whole)
  }

  protected async *read(bytes: Uint8Array): AsyncGenerator<LentBytes, undefined, undefined> {
    try {
      for (let at = 0; at < bytes.byteLength; at += this.chunkBytes) {
        const chunk = Uint8Array.from(bytes.subarray(at, at + this.chunkBytes))
        this.lent++
        await Promise.resolve()
        yield lendOnce(chunk, () => {
          this.lent--
          chunk.fill(0xdd)
        })
      }
    } finally {
      this.openNow--
    }
  }
}

export function wholeOf({ sizeBytes }: Layout): InclusiveRange {
  return { start: 0, end: sizeBytes - 1 }
}

/** null: this range cannot be had. */
export async function readRange(
  layout: Layout,
  range: InclusiveRange,
  known: readonly KnownCrc32[],
  source: ArchiveSource,
): Promise<Buffer | null> {
  const plan = planRange(layout, range, known)
  if (!plan) return null
  const chunks: Uint8Array[] = []
  for await (const lent of readPlan(plan, source)) {
    chunks.push(Uint8Array.from(lent.bytes))
    lent.release()
  }
  return Buffer.concat(chunks)
}

/** As it is served when nothing is known of its files. */
export async function bytesOf(layout: Layout, contents: readonly Uint8Array[]): Promise<Buffer> {
  const nothing = contents.map((content) => (content.byteLength === 0 ? { ...UNKNOWN, whole: 0 } : UNKNOWN))
  return (await readRange(layout, wholeOf(layout), nothing, new MemorySource(contents, 1000)))!
}

/** Names that strangers could give, as an archive has them. */
export const HOSTILE_NAMES = toDistinctFileNames([
  '../../etc/passwd',
  '/etc/passwd',
  'C:\\Windows\\x.exe',
  'nul\0byte.bin',
  'photo\u202egpj.exe',
  'twice.txt',
  'twice.txt',
  'TWICE.txt',
  '-rf',
  '* ? $(id) `id`',
  'two\nlines',
  `${'long '.repeat(60)}.mkv`,
  `${'👨‍👩‍👧'.repeat(60)}.mp4`,
  'файл 文件 é.mp4',
  '',
  '.',
  '..',
])
