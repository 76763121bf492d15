/** From now on links are signed with a new key; those that exist go on with theirs. */
import { StreamBotError } from '../core/errors.js'
import { createLinkKey } from '../core/link-token.js'
import type { LinkKey } from '../core/link.js'
import type { Clock, Randomness } from '../ports/clock.js'
import type { KeyStore } from '../ports/key-store.js'

const KEY_IDS = 256
/** Somebody else may take the same id at the same time. */
const TRIES = 10

export interface RotateKeysDeps {
  readonly clock: Clock
  readonly randomness: Randomness
  readonly keys: Pick<KeyStore, 'all' | 'add'>
}

/** @throws StreamBotError bad_config when every id is taken, store_unavailable */
export async function rotateKeys({ clock, randomness, keys }: RotateKeysDeps): Promise<LinkKey> {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const known = await keys.all()
    const id = freeId(known)
    if (id === null) {
      throw new StreamBotError(
        'bad_config',
        'All 256 keys are in use. Retire one whose links may end: streambot keys retire ID',
      )
    }
    // The newest signs, also where clocks of instances disagree.
    const createdAtMs = Math.max(clock.now(), (known.at(-1)?.createdAtMs ?? 0) + 1)
    const key = createLinkKey(id, randomness, createdAtMs)
    if (await keys.add(key)) return key
  }
  throw new StreamBotError('store_unavailable', 'Others add keys all the time. Please try again.')
}

/** The one after the newest. A link of a retired key whose id is used again does not verify: the secret is another. */
function freeId(known: readonly LinkKey[]): number | null {
  const taken = new Set(known.map((key) => key.id))
  const newest = known.at(-1)?.id ?? -1
  for (let step = 1; step <= KEY_IDS; step++) {
    const id = (newest + step) % KEY_IDS
    if (!taken.has(id)) return id
  }
  return null
}
