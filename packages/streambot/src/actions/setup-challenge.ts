/**
 * A question only this service can answer: asked of BASE_URL, it shows whether links lead back here, to whichever instance. And a request for
 * known bytes, which this service gives to nobody but itself, so that it costs no visitor anything and tells them nothing.
 */
import { createCipheriv, createHash } from 'node:crypto'
import { hasCode } from '../core/errors.js'
import { createSetupProof, isSetupProof } from '../policy/setup-proof.js'
import type { Randomness } from '../ports/clock.js'
import type { KeyRing } from './key-ring.js'

export const CHALLENGE_HEADER = 'x-streambot-challenge'
export const PROOF_HEADER = 'x-streambot-proof'

/** Beside a challenge: whoever asks knows a key as well. */
export const PROBE_HEADER = 'x-streambot-probe'
/** What arrived of the request for known bytes, as `ProbeSight`. */
export const SEEN_HEADER = 'x-streambot-seen'
/** Among the downloads, because proxies have rules for paths. */
export const PROBE_PATH = '/dl/probe'
export const PROBE_BYTES = 512 * 1024

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

/** How a request looked when it came in. */
export interface ProbeSight {
  /** Who held the connection. */
  readonly peer: string
  /** TRUST_PROXY names it. */
  readonly isTrusted: boolean
  /** X-Forwarded-For, or else Forwarded, as it came; null: neither. */
  readonly forwarded: string | null
}

/** @throws StreamBotError store_unavailable while no key is known */
export function createProbe(linkKeys: Pick<KeyRing, 'signing'>, challenge: string): Record<string, string> {
  return { [CHALLENGE_HEADER]: challenge, [PROBE_HEADER]: createSetupProof(linkKeys.signing, `probe ${challenge}`) }
}

export function isProbe(linkKeys: Pick<KeyRing, 'key'>, challenge: string, proof: string): boolean {
  return CHALLENGE.test(challenge) && isSetupProof((id) => linkKeys.key(id), `probe ${challenge}`, proof)
}

/** Bytes without a pattern, of which none is where another one should be, and which nothing makes shorter. */
export function probeBytes(challenge: string): Buffer {
  const key = createHash('sha256').update(`streambot probe ${challenge}`).digest()
  return createCipheriv('aes-256-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(PROBE_BYTES))
}

/** For a header, whatever is in it. */
export function writeSight(sight: ProbeSight): string {
  return Buffer.from(JSON.stringify(sight)).toString('base64url')
}

/** null: that is none. */
export function readSight(text: string | null): ProbeSight | null {
  try {
    const sight: unknown = JSON.parse(Buffer.from(text ?? '', 'base64url').toString())
    if (typeof sight !== 'object' || sight === null) return null
    const { peer, isTrusted, forwarded } = sight as Record<string, unknown>
    if (typeof peer !== 'string' || typeof isTrusted !== 'boolean') return null
    return { peer, isTrusted, forwarded: typeof forwarded === 'string' ? forwarded : null }
  } catch {
    return null
  }
}
