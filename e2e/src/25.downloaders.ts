/** People of whom more want a file than its link may have readers: each has a program of their own, and goes on where a download breaks off. */
import type { Operator } from './25.operator.js'
import { ResumingReaders, wantedFile, type WantedFile } from './25.resuming-readers.js'
import type { TestServer } from './test-server.js'

export interface DownloadersOptions {
  readonly count: number
  readonly maxDownloads: number
  readonly sizeBytes: number
}

export class Downloaders {
  readonly all: readonly ResumingReaders[]
  readonly #reading: Promise<string>[] = []

  private constructor(
    private readonly file: WantedFile,
    count: number,
  ) {
    this.all = Array.from({ length: count }, (_, at) => {
      return new ResumingReaders([file], { userAgent: `downloader ${at}`, endsWith: 'link_exhausted' })
    })
  }

  static async create(
    telegram: TestServer,
    operator: Operator,
    { count, maxDownloads, sizeBytes }: DownloadersOptions,
  ): Promise<Downloaders> {
    const file = await wantedFile(telegram, sizeBytes)
    await operator.ask('PATCH', `/links/${await operator.linkId(file.url)}`, { maxDownloads })
    return new Downloaders(file, count)
  }

  /** So many more begin, until all have. */
  begin(count: number): void {
    const begun = this.#reading.length
    for (const it of this.all.slice(begun, begun + count)) this.#reading.push(it.read(this.file))
  }

  /** How many it ended how for. */
  async ended(): Promise<Record<string, number>> {
    const ends: Record<string, number> = {}
    for (const end of await Promise.all(this.#reading)) ends[end] = (ends[end] ?? 0) + 1
    return ends
  }
}
