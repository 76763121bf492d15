/** A batch of files whose bytes are known, with everything that stands between it and its readers, for tests of whoever serves batches. */
import { setMaxListeners } from 'node:events'
import { createBatchToken, verifyBatchToken } from '../core/batch-token.js'
import type { Batch } from '../core/batch.js'
import { lend } from '../core/lent-bytes.fixture.js'
import { StreamBotError } from '../core/errors.js'
import type { Link, LinkKey } from '../core/link.js'
import type { InclusiveRange } from '../core/range.js'
import type { StoredFile } from '../core/stored-file.js'
import type { FileIdentity } from '../ports/file-store.js'
import { ByteBudget } from '../streaming/byte-budget.js'
import { PartSource } from '../streaming/part-source.js'
import { StreamRegistry } from '../streaming/stream-registry.js'
import { AccessRecorder } from './access-recorder.js'
import { BatchRecords } from './batch-records.js'
import { FileChecksums } from './file-checksums.js'
import { LinkRecords } from './link-records.js'
import { EXPIRES_AT_MS, FakeBans, FakeKeys, FakeLinks, FakeStore, NOW_MS, sampleLink } from './links.fixture.js'
import { openArchive, type ArchiveFormat, type OpenArchiveDeps, type OpenedArchive } from './open-archive.js'
import { openBatch, type OpenedBatch } from './open-batch.js'
import type { QuotaAnswer, Reader } from './open-stream.js'

const MIB = 1024 * 1024

export interface MadeUpFile {
  readonly name: string
  readonly content: Uint8Array
  readonly mimeType?: string
  readonly durationSeconds?: number
}

export class FakeBatchKeys extends FakeKeys {
  readonly signing: LinkKey = this.key

  readonly verifyBatch = (token: string) => Promise.resolve(verifyBatchToken([this.key], token))

  keyById(id: number): LinkKey | null {
    return id === this.key.id ? this.key : null
  }
}

export class FakeBatches extends FakeStore {
  readonly batches = new Map<string, Batch>()

  add(batch: Batch): Promise<void> {
    return this.answer(`add ${batch.id}`, () => {
      if (this.batches.has(batch.id)) throw new Error('There is one')
      this.batches.set(batch.id, batch)
    })
  }

  find(batchId: string): Promise<Batch | null> {
    return this.answer(`find ${batchId}`, () => this.batches.get(batchId) ?? null)
  }
}

export class FakeFiles extends FakeStore {
  readonly crc32s = new Map<string, number>()

  findAll(telegramFileIds: readonly string[]): Promise<StoredFile[]> {
    return this.answer(`findAll ${telegramFileIds.length}`, () =>
      this.known.filter(({ file }) => telegramFileIds.includes(file.telegramFileId)),
    )
  }

  learnCrc32({ telegramFileId }: FileIdentity, crc32: number): Promise<boolean> {
    return this.answer(`learn ${telegramFileId}`, () => {
      this.crc32s.set(telegramFileId, crc32)
      return true
    })
  }

  constructor(private readonly links: readonly Link[]) {
    super()
  }

  private get known(): StoredFile[] {
    return this.links.map(({ file, logMessageId }) => {
      return { file, logMessageId, createdAtMs: 1, crc32: this.crc32s.get(file.telegramFileId) ?? null }
    })
  }
}

const someone: Reader = {
  address: '192.0.2.1',
  isAddressKnown: true,
  userAgent: 'curl',
  password: null,
  proof: null,
}

export class BatchWorld {
  nowMs = NOW_MS
  readonly clock = { now: () => this.nowMs }
  readonly keys = new FakeBatchKeys()
  readonly made: readonly Link[]
  readonly batch: Batch
  readonly token: string
  readonly links: FakeLinks
  readonly bans = new FakeBans()
  readonly batches = new FakeBatches()
  readonly files: FakeFiles
  readonly wrongTokens: string[] = []
  readonly budget: ByteBudget
  readonly streams = new StreamRegistry(this.clock)
  readonly accesses: AccessRecorder
  readonly batchRecords = new BatchRecords({ clock: this.clock, batches: this.batches })
  readonly deps: OpenArchiveDeps
  /** Log messages whose bytes were asked for, in order, each once in a row. */
  readonly read: number[] = []
  /** Log messages that are gone. */
  readonly lost = new Set<number>()
  quota: QuotaAnswer = { ok: true }
  /** Called before bytes of a message come. */
  onRead: (logMessageId: number) => void | Promise<void> = () => {}
  #streams = 0

  constructor(
    private readonly contents: readonly MadeUpFile[],
    { limitBytes = 32 * MIB, title = 'Holiday' }: { limitBytes?: number; title?: string | null } = {},
  ) {
    this.made = contents.map((file, at) => toLink(file, at))
    this.links = new FakeLinks(...this.made)
    this.files = new FakeFiles(this.made)
    this.batch = {
      id: 'bbbbbbbbbbbbbbbb',
      ownerId: sampleLink.ownerId,
      title,
      linkIds: this.made.map(({ id }) => id),
      createdAtMs: 1000,
      expiresAtMs: EXPIRES_AT_MS,
      revokedAtMs: null,
    }
    this.batches.batches.set(this.batch.id, this.batch)
    this.token = createBatchToken(this.keys.key, { batchId: this.batch.id, expiresAtMs: EXPIRES_AT_MS })
    this.budget = new ByteBudget(limitBytes)
    const randomness = { bytes: (length: number) => new Uint8Array(length) }
    const { clock, links } = this
    this.accesses = new AccessRecorder({ clock, randomness, links, onTrouble: raise })
    this.deps = this.#createDeps()
  }

  /** Changes a link; undefined: it is forgotten. */
  change(at: number, changes: Partial<Link> | undefined): void {
    const link = this.made[at]!
    if (changes === undefined) this.links.links.delete(link.id)
    else this.links.put({ ...link, ...changes })
  }

  changeBatch(changes: Partial<Batch> | undefined): void {
    if (changes === undefined) this.batches.batches.delete(this.batch.id)
    else this.batches.batches.set(this.batch.id, { ...this.batch, ...changes })
  }

  goAway(): void {
    for (const store of [this.links, this.bans, this.batches, this.files]) store.goAway()
  }

  open(token = this.token, reader: Partial<Reader> = {}): Promise<OpenedBatch> {
    return openBatch(this.deps, { token, reader: { ...someone, ...reader } })
  }

  archive(format: ArchiveFormat, reader: Partial<Reader> = {}): Promise<OpenedArchive> {
    return openArchive(this.deps, { token: this.token, format, reader: { ...someone, ...reader } })
  }

  /** @param range of all of it, unless named. @throws what the reading throws */
  async bytes(archive: OpenedArchive, range?: InclusiveRange, stop = new AbortController()): Promise<Buffer> {
    setMaxListeners(1000, stop.signal)
    const whole = range ?? { start: 0, end: archive.sizeBytes - 1 }
    const about = { linkId: archive.current.id, ownerId: 7, fileName: '', sizeBytes: 1, range: whole, address: '' }
    using record = this.streams.open({ ...about, id: `${++this.#streams}` }, (reason) => stop.abort(new Error(reason)))
    const reading = archive.read(whole, stop.signal, record)
    const chunks: Uint8Array[] = []
    try {
      for (;;) {
        const next = await reading.next()
        if (next.done) return Buffer.concat(chunks)
        chunks.push(Uint8Array.from(next.value.bytes))
        next.value.release()
      }
    } finally {
      await reading.return?.()
    }
  }

  #createDeps(): OpenArchiveDeps {
    const { clock, keys, links, bans, batchRecords, files, budget, accesses } = this
    const parts = new PartSource({ readPart: (ask) => this.#readPart(ask.logMessageId, ask.part) }, budget, () => 0)
    return {
      clock,
      linkKeys: { verifyBatch: keys.verifyBatch, key: (id) => keys.keyById(id) },
      wrongTokens: {
        take: (address) => {
          this.wrongTokens.push(address)
          return this.wrongTokens.length <= 3
            ? { ok: true, remaining: 3 - this.wrongTokens.length, resetMs: 60_000 }
            : { ok: false, retryAfterMs: 30_000 }
        },
      },
      batchRecords,
      records: new LinkRecords({ clock, links, bans }),
      accesses,
      quota: { admit: () => this.quota },
      reading: { parts, budget, now: () => 0 },
      checksums: new FileChecksums({ clock, files, onTrouble: raise }),
    }
  }

  async #readPart(logMessageId: number, { offsetBytes, lengthBytes }: { offsetBytes: number; lengthBytes: number }) {
    if (this.read.at(-1) !== logMessageId) this.read.push(logMessageId)
    await this.onRead(logMessageId)
    if (this.lost.has(logMessageId)) throw new StreamBotError('file_gone', `Message ${logMessageId} is gone`)
    const { content } = this.contents[logMessageId - 100]!
    const bytes = Uint8Array.from(content.subarray(offsetBytes, offsetBytes + lengthBytes))
    return lend(bytes, () => bytes.fill(0xdd))
  }
}

function raise(error: unknown): never {
  throw error
}

function toLink({ name, content, mimeType = 'application/pdf', durationSeconds }: MadeUpFile, at: number): Link {
  return {
    ...sampleLink,
    id: `${at}`.padStart(16, '0'),
    logMessageId: 100 + at,
    createdAtMs: Date.UTC(2026, 10, 25, 18, 30, at),
    file: {
      ...sampleLink.file,
      name,
      mimeType,
      sizeBytes: content.byteLength,
      telegramFileId: `${500 + at}`,
      durationSeconds: durationSeconds ?? null,
    },
  }
}
