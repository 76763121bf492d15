/** Parts by file and by the 1 MiB block they lie in: no part crosses one, so a position is looked up among a few. */
import { holdsPosition, MAX_PART_BYTES } from './plan-parts.js'
import type { SharedPart } from './shared-part.js'

export class PartIndex {
  readonly #files = new Map<string, Map<number, Set<SharedPart>>>()

  add(part: SharedPart): void {
    const blocks = this.#files.get(part.fileKey) ?? new Map<number, Set<SharedPart>>()
    this.#files.set(part.fileKey, blocks)
    const block = blockOf(part.span.offsetBytes)
    const parts = blocks.get(block) ?? new Set()
    blocks.set(block, parts.add(part))
  }

  /** Leaves nothing behind, not even an empty map. */
  remove(part: SharedPart): void {
    const blocks = this.#files.get(part.fileKey)
    const block = blockOf(part.span.offsetBytes)
    const parts = blocks?.get(block)
    if (!blocks || !parts?.delete(part) || parts.size > 0) return
    blocks.delete(block)
    if (blocks.size === 0) this.#files.delete(part.fileKey)
  }

  /** The part that holds this byte: a ready one before one on its way, then the one that reaches farthest. */
  find(fileKey: string, position: number, isUsable: (part: SharedPart) => boolean): SharedPart | null {
    let best: SharedPart | null = null
    for (const part of this.#files.get(fileKey)?.get(blockOf(position)) ?? []) {
      if (!holdsPosition(part.span, position) || !isUsable(part)) continue
      if (best === null || rank(part) > rank(best)) best = part
    }
    return best
  }

  ofFile(fileKey: string): SharedPart[] {
    return [...(this.#files.get(fileKey)?.values() ?? [])].flatMap((parts) => [...parts])
  }

  get fileCount(): number {
    return this.#files.size
  }
}

function blockOf(position: number): number {
  return Math.floor(position / MAX_PART_BYTES)
}

function rank({ state, span }: SharedPart): number {
  return (
    (state === 'ready' ? 2 : 0) * MAX_PART_BYTES +
    span.offsetBytes +
    span.lengthBytes -
    blockOf(span.offsetBytes) * MAX_PART_BYTES
  )
}
