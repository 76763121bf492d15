/**
 * Files on their way in, per account and client-chosen file id. An upload may be named more than once (a client
 * repeats a call that failed), so it stays until newer ones push it out, or until no part has come for hours: whoever
 * vanished in the middle leaves nothing behind.
 */
import type { Clock } from '../clock.js'
import { RpcError } from '../rpc-error.js'
import { BigUpload } from './big-upload.js'
import type { FileContent } from './file-content.js'
import { assertPart, assertPartCount } from './part-rules.js'
import { SmallUpload } from './small-upload.js'
import type { TempDir } from './temp-dir.js'

const KEPT_UPLOADS = 256
const KEPT_MEMORY_BYTES = 256 * 1_048_576
/** Of temporary files: eight of the largest uploads at once. */
const KEPT_DISK_BYTES = 32 * 1024 ** 3
/** "From several minutes to several hours" (core.telegram.org/api/files#uploading-files). */
const IDLE_MS = 3 * 3_600_000

type Upload = { touchedAt: number } & (
  { kind: 'small'; parts: SmallUpload } | { kind: 'big'; parts: BigUpload; queue: Promise<void> }
)

export class Uploads {
  readonly #tempDir: TempDir
  readonly #clock: Clock
  /** The one touched longest ago first. */
  readonly #uploads = new Map<string, Upload>()
  #fileNumber = 0
  #cancelSweep: (() => void) | null = null

  constructor(tempDir: TempDir, clock: Clock) {
    this.#tempDir = tempDir
    this.#clock = clock
  }

  async saveSmall(accountId: number, fileId: string, index: number, bytes: Uint8Array): Promise<void> {
    // Whether a part is the last is not said here; a size rule broken in the middle shows at assembly.
    assertPart(bytes, index, true)
    const key = `${accountId}/${fileId}`
    const known = this.#uploads.get(key)
    const upload = known?.kind === 'small' ? known : { kind: 'small' as const, parts: new SmallUpload(), touchedAt: 0 }
    upload.parts.save(index, bytes)
    await this.#keep(key, upload)
  }

  async saveBig(
    account: { id: number; isPremium: boolean },
    fileId: string,
    part: { index: number; total: number; bytes: Uint8Array },
  ): Promise<void> {
    assertPartCount(part.total, account.isPremium)
    if (part.total > 0 && part.index >= part.total) throw new RpcError(400, 'FILE_PART_INVALID')
    assertPart(part.bytes, part.index, part.index === part.total - 1)
    const key = `${account.id}/${fileId}`
    let upload = this.#uploads.get(key)
    if (upload?.kind !== 'big') {
      // Reserved before the first await: parts of one file arrive together.
      const path = this.#tempDir.fileNamed(`upload-${this.#fileNumber++}`)
      upload = { kind: 'big', parts: new BigUpload(path), queue: Promise.resolve(), touchedAt: 0 }
    }
    const { parts, queue } = upload
    const saved = queue.then(() => parts.save(part.index, part.bytes, part.total))
    upload.queue = saved.catch(() => {})
    await this.#keep(key, upload)
    await saved
  }

  async assembleSmall(accountId: number, fileId: string, partCount: number, md5Checksum: string): Promise<FileContent> {
    assertSomeParts(partCount)
    const upload = this.#uploads.get(`${accountId}/${fileId}`)
    if (upload?.kind === 'big') return await this.assembleBig(accountId, fileId, partCount)
    if (!upload) throw new RpcError(400, 'FILE_PART_0_MISSING')
    return upload.parts.assemble(partCount, md5Checksum)
  }

  async assembleBig(accountId: number, fileId: string, partCount: number): Promise<FileContent> {
    assertSomeParts(partCount)
    const upload = this.#uploads.get(`${accountId}/${fileId}`)
    if (upload?.kind !== 'big') throw new RpcError(400, 'FILE_PART_0_MISSING')
    await upload.queue
    return await upload.parts.assemble(partCount)
  }

  async close(): Promise<void> {
    this.#cancelSweep?.()
    this.#cancelSweep = null
    await this.#dropWhile(() => true)
  }

  async #keep(key: string, upload: Upload): Promise<void> {
    upload.touchedAt = this.#clock.now()
    this.#uploads.delete(key)
    this.#uploads.set(key, upload)
    this.#sweepLater()
    await this.#dropWhile(() => this.#uploads.size > 1 && this.#isCrowded())
  }

  #isCrowded(): boolean {
    let [memoryBytes, diskBytes] = [0, 0]
    for (const { parts } of this.#uploads.values()) {
      memoryBytes += parts.heldBytes
      diskBytes += parts.diskBytes
    }
    return this.#uploads.size > KEPT_UPLOADS || memoryBytes > KEPT_MEMORY_BYTES || diskBytes > KEPT_DISK_BYTES
  }

  /** One timer, for the upload that is next to be given up; it keeps no process alive that has closed its world. */
  #sweepLater(): void {
    const [oldest] = this.#uploads.values()
    if (this.#cancelSweep || !oldest) return
    const delayMs = Math.max(0, oldest.touchedAt + IDLE_MS - this.#clock.now())
    this.#cancelSweep = this.#clock.after(delayMs, () => {
      this.#cancelSweep = null
      const tooOld = this.#clock.now() - IDLE_MS
      // A file that cannot be removed now goes with its directory.
      this.#dropWhile(({ touchedAt }) => touchedAt <= tooOld).catch(() => {})
      this.#sweepLater()
    })
  }

  async #dropWhile(isToGo: (oldest: Upload) => boolean): Promise<void> {
    const dropped: Promise<void>[] = []
    for (const [key, upload] of this.#uploads) {
      if (!isToGo(upload)) break
      this.#uploads.delete(key)
      dropped.push(discard(upload))
    }
    await Promise.all(dropped)
  }
}

/** After what is being written: a part written later would bring the temporary file back. */
async function discard(upload: Upload): Promise<void> {
  if (upload.kind === 'small') return
  await upload.queue
  await upload.parts.discard()
}

/** Telegram stores no empty file. */
function assertSomeParts(partCount: number): void {
  if (partCount <= 0) throw new RpcError(400, 'FILE_PARTS_INVALID')
}
