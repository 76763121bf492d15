import { describe, expect, it } from 'vitest'
import type { LinkKey } from '../core/link.js'
import { createPasswordProof, isPasswordProof } from './link-password-proof.js'

const key: LinkKey = { id: 1, secret: new Uint8Array(32).fill(1), createdAtMs: 0 }
const unlocked = { linkId: '0123456789abcdef', passwordHash: 'scrypt$one' }

describe('the proof of a password', () => {
  const proof = createPasswordProof(key, unlocked)

  it('proves one password of one link under one key', () => {
    expect(proof).toMatch(/^[\w-]{43}$/)
    expect(isPasswordProof(key, unlocked, proof)).toBe(true)
    expect(isPasswordProof({ ...key, secret: new Uint8Array(32) }, unlocked, proof)).toBe(false)
    expect(isPasswordProof(key, { ...unlocked, linkId: '0123456789abcdee' }, proof)).toBe(false)
    expect(isPasswordProof(key, { ...unlocked, passwordHash: 'scrypt$two' }, proof)).toBe(false)
  })

  it.each(['', 'x', proof.slice(1), proof.slice(0, -2), `${proof}AAAA`, 'A'.repeat(43), '\u{1f600}'])(
    'is not %j',
    (forged) => {
      expect(isPasswordProof(key, unlocked, forged)).toBe(false)
    },
  )
})
