import { describe, expect, it } from 'vitest'
import { readUnlockCookie, toUnlockCookies } from './unlock-cookie.js'

const unlocked = { proof: 'PROOF', maxAgeMs: 90_500 }

describe('toUnlockCookies', () => {
  it('are for the addresses of one link, for no script and for no other site', () => {
    expect(toUnlockCookies('TOKEN', unlocked, { basePath: '', isSecure: false })).toEqual([
      'unlocked=PROOF; Path=/dl/TOKEN; Max-Age=90; HttpOnly; SameSite=Lax',
      'unlocked=PROOF; Path=/stream/TOKEN; Max-Age=90; HttpOnly; SameSite=Lax',
      'unlocked=PROOF; Path=/watch/TOKEN; Max-Age=90; HttpOnly; SameSite=Lax',
      'unlocked=PROOF; Path=/poster/TOKEN; Max-Age=90; HttpOnly; SameSite=Lax',
      'unlocked=PROOF; Path=/subtitles/TOKEN; Max-Age=90; HttpOnly; SameSite=Lax',
    ])
  })

  it('are for https only where visitors come by it, with and without the path of the server', () => {
    const cookies = toUnlockCookies('TOKEN', unlocked, { basePath: '/files', isSecure: true })
    expect(cookies.map((cookie) => /Path=([^;]+)/.exec(cookie)?.[1])).toEqual([
      '/dl/TOKEN',
      '/stream/TOKEN',
      '/watch/TOKEN',
      '/poster/TOKEN',
      '/subtitles/TOKEN',
      '/files/dl/TOKEN',
      '/files/stream/TOKEN',
      '/files/watch/TOKEN',
      '/files/poster/TOKEN',
      '/files/subtitles/TOKEN',
    ])
    for (const cookie of cookies) expect(cookie).toMatch(/; Secure$/)
  })

  it('are none where there is nothing to prove', () => {
    expect(toUnlockCookies('TOKEN', { ...unlocked, proof: null }, { basePath: '', isSecure: false })).toEqual([])
  })
})

describe('readUnlockCookie', () => {
  it.each([
    ['unlocked=PROOF', 'PROOF'],
    ['a=b; unlocked=PROOF;c=d', 'PROOF'],
    ['unlocked=first; unlocked=second', 'first'],
    ['unlocked=', ''],
    ['unlocked', null],
    ['xunlocked=PROOF; Unlocked=PROOF', null],
    [';;;=; =', null],
    ['', null],
    [undefined, null],
  ])('of %j is %j', (header, proof) => {
    expect(readUnlockCookie(header)).toBe(proof)
  })
})
