/**
 * Looks through clusters for the lines of one track, where no index leads to them. The film's pictures lie between, so this reads about as
 * much as playing does; how far, and how many bytes, is up to the caller.
 */
import type { ByteReader } from './byte-reader.js'
import { MAX_HEAD_BYTES, parseElementHead, readUint } from './ebml.js'
import { BLOCK_HEAD_BYTES, parseBlock, parseTrackNumber, type Block } from './matroska-block.js'
import { ID } from './matroska-ids.js'

export interface ScanPlan {
  /** Where a cluster begins. */
  readonly at: number
  readonly end: number
  readonly trackNumber: number
  /** A cluster that begins then or later is not looked at. */
  readonly untilTicks: number
  readonly limitBytes: number
}

export interface Scan {
  readonly found: readonly { readonly clusterTicks: number; readonly block: Block }[]
  /** The cluster that is next; null: there is none. */
  readonly nextAt: number | null
}

const PIECE_BYTES = 256 * 1024
/** Of a line with all around it. */
export const MAX_LINE_BYTES = 64 * 1024

export async function scanClusters(file: ByteReader, plan: ScanPlan, signal: AbortSignal): Promise<Scan> {
  const found: { clusterTicks: number; block: Block }[] = []
  const window = new Window(file, signal)
  let [at, clusterAt, clusterTicks] = [plan.at, plan.at, 0]
  while (at < plan.end && at - plan.at <= plan.limitBytes) {
    const head = parseElementHead(await window.at(at, MAX_HEAD_BYTES))
    if (!head) return { found, nextAt: null }
    const dataAt = at + head.headBytes
    if (head.id === ID.cluster) {
      ;[clusterAt, at] = [at, dataAt]
      continue
    }
    if (head.sizeBytes === null) return { found, nextAt: null }
    if (head.id === ID.timestamp) {
      clusterTicks = readUint(await window.at(dataAt, Math.min(head.sizeBytes, 8)))
      if (clusterTicks >= plan.untilTicks) return { found, nextAt: clusterAt }
    } else if ((head.id === ID.simpleBlock || head.id === ID.blockGroup) && head.sizeBytes <= MAX_LINE_BYTES) {
      if (
        ownerOf(head.id, await window.at(dataAt, Math.min(head.sizeBytes, 2 * BLOCK_HEAD_BYTES))) === plan.trackNumber
      ) {
        const block = parseBlock(head.id, await window.at(dataAt, head.sizeBytes))
        if (block) found.push({ clusterTicks, block })
      }
    }
    at = dataAt + head.sizeBytes
  }
  // Within a cluster, whose time would not be known: it is begun anew.
  return { found, nextAt: at >= plan.end ? null : clusterAt > plan.at ? clusterAt : null }
}

/** A group's block comes first in it. */
function ownerOf(id: number, bytes: Uint8Array): number | null {
  if (id === ID.simpleBlock) return parseTrackNumber(bytes)?.trackNumber ?? null
  const head = parseElementHead(bytes)
  return head?.id === ID.block ? (parseTrackNumber(bytes.subarray(head.headBytes))?.trackNumber ?? null) : null
}

/** One piece at a time: what is passed over by its size is not read where it reaches beyond. */
class Window {
  #bytes = new Uint8Array()
  #at = 0

  constructor(
    private readonly file: ByteReader,
    private readonly signal: AbortSignal,
  ) {}

  /** Fewer where the file ends. */
  async at(at: number, length: number): Promise<Uint8Array> {
    const isThere = at >= this.#at && at + length <= this.#at + this.#bytes.length
    if (
      !isThere &&
      !(at >= this.#at && at < this.#at + this.#bytes.length && this.#at + this.#bytes.length >= this.file.sizeBytes)
    ) {
      this.#bytes = Uint8Array.from(await this.file.read(at, at + Math.max(PIECE_BYTES, length), this.signal))
      this.#at = at
    }
    return this.#bytes.subarray(at - this.#at, at - this.#at + length)
  }
}
