/**
 * Memory that is freed goes back to the system, also in large blocks (native/allocator.c), and at once where somebody knows that it is
 * free. Lives in this package because an addon is the only door to both.
 */
import { createRequire } from 'node:module'
import { defaultAddonPath } from './native.js'

/** @returns false where there is no addon or no such switch: freed memory may then stay with the process */
export function mapLargeAllocations(fromBytes: number, addonPath = defaultAddonPath): boolean {
  return loadFunction<(bytes: number) => boolean>(addonPath, 'mapAllocationsFrom')?.(fromBytes) ?? false
}

/**
 * Frees what a buffer holds without waiting for a garbage collection, which knows nothing of how much memory a small object stands
 * for. The buffer is empty afterwards, like one that was transferred: nobody may be using it.
 * @returns null where there is no addon: buffers are then collected some time
 */
export function loadFreeBuffer(addonPath = defaultAddonPath): ((buffer: ArrayBuffer) => void) | null {
  return loadFunction<(buffer: ArrayBuffer) => void>(addonPath, 'freeBuffer')
}

function loadFunction<F>(addonPath: string, name: string): F | null {
  try {
    const addon: unknown = createRequire(import.meta.url)(addonPath)
    const found: unknown = typeof addon === 'object' && addon !== null ? Reflect.get(addon, name) : undefined
    return typeof found === 'function' ? (found as F) : null
  } catch {
    return null
  }
}
