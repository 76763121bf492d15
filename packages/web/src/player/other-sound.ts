/** Which sound to offer when a film plays and is not heard. Pure. */
import type { SoundTrack } from './tracks/film-tracks.js'

/**
 * A browser that plays without a sound has tried the one that the film begins with.
 * @returns the first of the others that can be decoded; null: there is none
 */
export function otherSound(
  sounds: readonly SoundTrack[],
  isDecodable: (sound: SoundTrack) => boolean,
): SoundTrack | null {
  return sounds.slice(1).find(isDecodable) ?? null
}
