/** Network presets by the name given on the command line. */
import type { NetworkPreset } from '@streambot/telegram-sim'

const PRESETS: readonly NetworkPreset[] = ['near', 'far', 'unlimited']

/** @throws Error that names those there are */
export function networkOf(name: string): NetworkPreset {
  const preset = PRESETS.find((known) => known === name)
  if (!preset) throw new Error(`There is no network called ${name}; there are ${PRESETS.join(', ')}`)
  return preset
}
