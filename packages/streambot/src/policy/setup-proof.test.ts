import { describe, expect, it } from 'vitest'
import type { LinkKey } from '../core/link.js'
import { createSetupProof, isSetupProof } from './setup-proof.js'

const key = (id: number): LinkKey => ({ id, secret: new Uint8Array(32).fill(id), createdAtMs: 0 })
const keyOf = (id: number) => (id <= 3 ? key(id) : null)
const CHALLENGE = '0'.repeat(32)

describe('a proof', () => {
  it('is believed from whoever has one of our keys', () => {
    for (const id of [0, 3]) expect(isSetupProof(keyOf, CHALLENGE, createSetupProof(key(id), CHALLENGE))).toBe(true)
  })

  it.each([
    ['of another key under the same number', createSetupProof({ ...key(1), secret: key(9).secret }, CHALLENGE)],
    ['of a key nobody knows', createSetupProof(key(200), CHALLENGE)],
    ['of another challenge', createSetupProof(key(1), '1'.repeat(32))],
    ['that is cut short', createSetupProof(key(1), CHALLENGE).slice(0, -1)],
    ['that is the challenge said back', CHALLENGE],
    ['that is nothing', ''],
    ['without a key', `.${'A'.repeat(43)}`],
  ])('is none %s', (_what, proof) => {
    expect(isSetupProof(keyOf, CHALLENGE, proof)).toBe(false)
  })

  it('shows nothing of the key', () => {
    const proof = createSetupProof(key(1), CHALLENGE)
    expect(proof).not.toContain(Buffer.from(key(1).secret).toString('base64url'))
    expect(proof).not.toBe(createSetupProof(key(1), '2'.repeat(32)))
  })
})
