/** A full garbage collection, now. For when memory is short: buffers nobody reads count as used until somebody has looked. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

export function createGarbageCollector(): () => void {
  // The function exists only for contexts made after the flag is set.
  setFlagsFromString('--expose-gc')
  return runInNewContext('gc') as () => void
}
