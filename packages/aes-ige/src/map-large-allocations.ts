/**
 * Memory that is freed goes back to the system, also in large blocks: see native/allocator.c. Lives in this package because an addon is
 * the only door to the C library.
 */
import { createRequire } from 'node:module'
import { defaultAddonPath } from './native.js'

/** @returns false where there is no addon or no such switch: freed memory may then stay with the process */
export function mapLargeAllocations(fromBytes: number, addonPath = defaultAddonPath): boolean {
  try {
    const addon: unknown = createRequire(import.meta.url)(addonPath)
    if (typeof addon !== 'object' || addon === null || !('mapAllocationsFrom' in addon)) return false
    const { mapAllocationsFrom } = addon
    return typeof mapAllocationsFrom === 'function' && mapAllocationsFrom(fromBytes) === true
  } catch {
    return false
  }
}
