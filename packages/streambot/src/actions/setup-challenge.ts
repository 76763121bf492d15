/** A question only this service can answer: asked of BASE_URL, it shows whether links lead back here, to whichever instance. */
import { hasCode } from '../core/errors.js'
import { createSetupProof, isSetupProof } from '../policy/setup-proof.js'
import type { Randomness } from '../ports/clock.js'
import type { KeyRing } from './key-ring.js'

export const CHALLENGE_HEADER = 'x-streambot-challenge'
export const PROOF_HEADER = 'x-streambot-proof'

const CHALLENGE_BYTES = 16
const CHALLENGE = /^[0-9a-f]{32}$/

export function createChallenge(randomness: Randomness): string {
  return Buffer.from(randomness.bytes(CHALLENGE_BYTES)).toString('hex')
}

/** null: it is none, or no key is known yet. */
export function answerChallenge(linkKeys: Pick<KeyRing, 'signing'>, challenge: string): string | null {
  if (!CHALLENGE.test(challenge)) return null
  try {
    return createSetupProof(linkKeys.signing, challenge)
  } catch (error) {
    if (hasCode(error, 'store_unavailable')) return null
    throw error
  }
}

export function isAnswer(linkKeys: Pick<KeyRing, 'key'>, challenge: string, proof: string): boolean {
  return isSetupProof((id) => linkKeys.key(id), challenge, proof)
}
