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
    return hasSwitch(addon) && addon.mapAllocationsFrom(fromBytes)
  } catch {
    return false
  }
}

function hasSwitch(addon: unknown): addon is { mapAllocationsFrom: (bytes: number) => boolean } {
  return (
    typeof addon === 'object' &&
    addon !== null &&
    'mapAllocationsFrom' in addon &&
    typeof addon.mapAllocationsFrom === 'function'
  )
}
