/** Disk tiers on a folder of their own, with buffers that are overwritten once they are free. Disposing closes and removes it all. */
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PartSpan } from '../ports/file-source.js'
import { DiskFolder, type PartFolder } from './disk-folder.js'
import { DiskTier, type DiskTierOptions } from './disk-tier.js'

export class TierRig implements AsyncDisposable {
  readonly reports: string[] = []
  nowMs = 1_700_000_000_000
  /** Buffers that are with somebody. */
  lentBuffers = 0
  readonly #tiers: DiskTier[] = []

  private constructor(
    readonly root: string,
    readonly path: string,
  ) {}

  static async create(): Promise<TierRig> {
    const root = await mkdtemp(join(tmpdir(), 'disk-tier-'))
    return new TierRig(root, join(root, 'parts'))
  }

  /** Over the real folder, except for what a test puts in its place. */
  open(
    options: Partial<DiskTierOptions> = {},
    replaced: (real: PartFolder) => Partial<PartFolder> = () => ({}),
  ): DiskTier {
    const real = new DiskFolder(this.path)
    const folder: PartFolder = {
      prepare: () => real.prepare(),
      list: () => real.list(),
      read: (...args) => real.read(...args),
      write: (name, pieces, usedAtMs) => real.write(name, pieces, usedAtMs),
      remove: (name) => real.remove(name),
      touch: (name, usedAtMs) => real.touch(name, usedAtMs),
      ...replaced(real),
    }
    const tier = new DiskTier({
      folder,
      limitBytes: 64 * 1024 * 1024,
      buffers: { take: (lengthBytes) => this.#take(lengthBytes), giveBack: (bytes) => this.#giveBack(bytes) },
      clock: { now: () => (this.nowMs += 1000) },
      reports: { onOff: (reason) => this.reports.push(`off: ${reason}`), onBack: () => this.reports.push('back') },
      ...options,
    })
    this.#tiers.push(tier)
    return tier
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#tiers.map((tier) => tier[Symbol.asyncDispose]()))
    await rm(this.root, { recursive: true, force: true })
  }

  /** Names of all files, as they lie there. */
  async names(): Promise<string[]> {
    return (await readdir(this.path)).toSorted()
  }

  async diskBytes(): Promise<number> {
    const sizes = (await this.names()).map(async (name) => (await stat(join(this.path, name))).size)
    return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
  }

  #take(lengthBytes: number): Uint8Array {
    this.lentBuffers++
    return new Uint8Array(lengthBytes)
  }

  #giveBack(bytes: Uint8Array): void {
    this.lentBuffers--
    bytes.fill(0xdd)
  }
}

/** A copy of what the tier answers. */
export async function readCopy(tier: DiskTier, fileKey: string, span: PartSpan): Promise<Uint8Array | null> {
  const lent = await tier.read(fileKey, span, new AbortController().signal)
  const copy = lent?.bytes.slice() ?? null
  lent?.release()
  return copy
}

/** Parts of 4 KiB keep the tests quick; the tier does not care. */
export function spanOf(part: number, lengthBytes = 4096): PartSpan {
  return { offsetBytes: part * lengthBytes, lengthBytes }
}

/** Always the same for the same part, and different for different ones. */
export function contentFor(fileKey: string, span: PartSpan, lengthBytes = span.lengthBytes): Uint8Array {
  const seed = Buffer.from(`${fileKey}/${span.offsetBytes}/${span.lengthBytes}/`)
  return Uint8Array.from({ length: lengthBytes }, (_, i) => (seed[i % seed.length] ?? 0) + (i >> 8))
}
