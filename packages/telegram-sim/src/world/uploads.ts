/**
 * Files on their way in, per account and client-chosen file id. An upload may be named more than once (a client
 * repeats a call that failed), so it stays until newer ones push it out.
 */
import { RpcError } from '../rpc-error.js'
import { BigUpload } from './big-upload.js'
import type { FileContent } from './file-content.js'
import { assertPart, assertPartCount } from './part-rules.js'
import { SmallUpload } from './small-upload.js'
import type { TempDir } from './temp-dir.js'

const KEPT_UPLOADS = 256
const KEPT_MEMORY_BYTES = 256 * 1_048_576

type Upload = { kind: 'small'; parts: SmallUpload } | { kind: 'big'; parts: BigUpload; queue: Promise<void> }

export class Uploads {
  readonly #tempDir: TempDir
  readonly #uploads = new Map<string, Upload>()
  #fileNumber = 0

  constructor(tempDir: TempDir) {
    this.#tempDir = tempDir
  }

  async saveSmall(accountId: number, fileId: string, index: number, bytes: Uint8Array): Promise<void> {
    // Whether a part is the last is not said here; a size rule broken in the middle shows at assembly.
    assertPart(bytes, index, true)
    const key = `${accountId}/${fileId}`
    const known = this.#uploads.get(key)
    const upload = known?.kind === 'small' ? known : { kind: 'small' as const, parts: new SmallUpload() }
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
      upload = { kind: 'big', parts: new BigUpload(path), queue: Promise.resolve() }
      await this.#keep(key, upload)
    }
    const { parts, queue } = upload
    const saved = queue.then(() => parts.save(part.index, part.bytes, part.total))
    upload.queue = saved.catch(() => {})
    await saved
  }

  async assembleSmall(accountId: number, fileId: string, partCount: number, md5Checksum: string): Promise<FileContent> {
    const upload = this.#uploads.get(`${accountId}/${fileId}`)
    if (upload?.kind === 'big') return await this.assembleBig(accountId, fileId, partCount)
    if (!upload) throw new RpcError(400, partCount > 0 ? 'FILE_PART_0_MISSING' : 'FILE_PARTS_INVALID')
    return upload.parts.assemble(partCount, md5Checksum)
  }

  async assembleBig(accountId: number, fileId: string, partCount: number): Promise<FileContent> {
    const upload = this.#uploads.get(`${accountId}/${fileId}`)
    if (upload?.kind !== 'big') throw new RpcError(400, 'FILE_PART_0_MISSING')
    await upload.queue
    return await upload.parts.assemble(partCount)
  }

  async close(): Promise<void> {
    const uploads = [...this.#uploads.values()]
    this.#uploads.clear()
    await Promise.all(uploads.map((upload) => upload.parts.discard()))
  }

  async #keep(key: string, upload: Upload): Promise<void> {
    this.#uploads.delete(key)
    this.#uploads.set(key, upload)
    const crowded = () => {
      let held = 0
      for (const one of this.#uploads.values()) held += one.parts.heldBytes
      return this.#uploads.size > KEPT_UPLOADS || held > KEPT_MEMORY_BYTES
    }
    while (this.#uploads.size > 1 && crowded()) {
      const oldest = this.#uploads.entries().next().value
      if (!oldest) return
      this.#uploads.delete(oldest[0])
      await oldest[1].parts.discard()
    }
  }
}
