/** Networks for a stage: presets by the name given on the command line, and one with nothing but a delay. */
import { networkPresetNames, type NetworkPreset, type NetworkShape } from '@streambot/telegram-sim'

/** @throws Error that names those there are */
export function networkOf(name: string): NetworkPreset {
  const preset = networkPresetNames.find((known) => known === name)
  if (!preset) throw new Error(`There is no network called ${name}; there are ${networkPresetNames.join(', ')}`)
  return preset
}

/** A delay, and no limit but those that are named. */
export function delayed(roundTripMs: number, limits: Partial<NetworkShape> = {}): NetworkShape {
  return { roundTripMs, connectionBytesPerSecond: null, accountBytesPerSecond: null, allowance: null, ...limits }
}
