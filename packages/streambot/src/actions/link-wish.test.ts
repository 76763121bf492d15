import { describe, expect, it } from 'vitest'
import { UNRESTRICTED } from '../core/link.js'
import { readLinkWish } from './link-wish.js'

const NOW_MS = 1_000_000
const deps = {
  clock: { now: () => NOW_MS },
  hashPassword: (password: string) =>
    password.length > 5 ? Promise.reject(new RangeError('too long')) : Promise.resolve(`hash of ${password}`),
}
const before = { passwordHash: 'old', maxDownloads: 3, addresses: ['10.0.0.0/8'] }

describe('readLinkWish', () => {
  it('leaves alone what is not said', async () => {
    expect(await readLinkWish(deps, {}, before)).toEqual({ ok: true, changes: {} })
    expect(await readLinkWish(deps, { maxDownloads: 5 }, before)).toEqual({
      ok: true,
      changes: { restrictions: { ...before, maxDownloads: 5 } },
    })
  })

  it('takes away what is said to be none', async () => {
    const none = { password: null, maxDownloads: null, addresses: [], expiresAtMs: null }
    expect(await readLinkWish(deps, none, before)).toEqual({
      ok: true,
      changes: { expiresAtMs: null, restrictions: UNRESTRICTED },
    })
  })

  it('keeps passwords as hashes, blocks of addresses as blocks, moments as whole seconds', async () => {
    const wish = { password: 'abc', addresses: ['10.1.2.3/8', '::1'], expiresAtMs: NOW_MS + 1999 }
    expect(await readLinkWish(deps, wish)).toEqual({
      ok: true,
      changes: {
        expiresAtMs: NOW_MS + 1000,
        restrictions: { passwordHash: 'hash of abc', maxDownloads: null, addresses: ['10.0.0.0/8', '::1/128'] },
      },
    })
  })

  it.each([
    [{ expiresAtMs: NOW_MS }, { reason: 'expires_in_the_past' }],
    [{ expiresAtMs: NOW_MS + 999 }, { reason: 'expires_in_the_past' }],
    [{ password: 'too long' }, { reason: 'bad_password' }],
    [{ addresses: ['10.0.0.1', 'here'] }, { reason: 'bad_address', entry: 'here' }],
  ])('refuses %j', async (wish, refusal) => {
    expect(await readLinkWish(deps, wish, before)).toEqual({ ok: false, refusal })
  })

  it('fails with what the hash fails with', async () => {
    const broken = { ...deps, hashPassword: () => Promise.reject(new Error('no memory')) }
    await expect(readLinkWish(broken, { password: 'abc' })).rejects.toThrow('no memory')
  })
})
