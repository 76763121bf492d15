import { describe, expect, it } from 'vitest'
import { fileUniqueIdOf, parseLegacyLink } from './legacy-link.js'

describe('an old link', () => {
  it.each([
    ['/AgADxy123', null, { route: 'stream', hash: 'AgADxy', messageId: 123 }],
    ['/AgADxy123/film.mkv', null, { route: 'stream', hash: 'AgADxy', messageId: 123 }],
    ['/dl/AgADxy123', null, { route: 'dl', hash: 'AgADxy', messageId: 123 }],
    ['/watch/AgADxy123', null, { route: 'watch', hash: 'AgADxy', messageId: 123 }],
    ['/123', 'AgADxy', { route: 'stream', hash: 'AgADxy', messageId: 123 }],
    ['/dl/123', 'AgADxy', { route: 'dl', hash: 'AgADxy', messageId: 123 }],
    ['/watch/123/film.mkv', 'AgADxy', { route: 'watch', hash: 'AgADxy', messageId: 123 }],
  ])('%s with the hash %s is one', (path, hash, link) => {
    expect(parseLegacyLink(path, hash, 6)).toEqual(link)
  })

  it.each([
    ['/', null],
    ['/healthz', null],
    ['/readyz', null],
    ['/metrics', null],
    ['/AgADxy', null],
    ['/AgADxy0', null],
    ['/AgADxy99999999999', null],
    ['/AgA.xy12', null],
    ['/api/v1/stats', null],
    ['/123', null],
    ['/123', 'AgAD'],
    ['/b/AgADxy123', null],
    [`/dl/${'A'.repeat(51)}1`, null],
    [`/dl/${'A1'.repeat(26)}`, null],
  ])('%s with the hash %s is none', (path, hash) => {
    expect(parseLegacyLink(path, hash, 6)).toBeNull()
  })
})

describe('the unique id of a document', () => {
  // 02 00 00 00 and the number, little-endian, zeros counted: as Pyrogram's `FileUniqueId(DOCUMENT, …).encode()` has it.
  it.each([
    ['5384177894318211', [2, 0, 3, 0x83, 0x60, 0xcc, 0x9a, 0xe1, 0x20, 0x13, 0, 1]],
    ['-1', [2, 0, 3, 255, 255, 255, 255, 255, 255, 255, 255]],
    ['1', [2, 0, 3, 1, 0, 7]],
  ])('of %s is what the Bot API writes', (id, bytes) => {
    expect(fileUniqueIdOf(id)).toBe(Buffer.from(bytes).toString('base64url'))
    expect(fileUniqueIdOf(id).slice(0, 4)).toBe('AgAD')
  })

  // Of a song and a film, as Telegram's Bot API gave them out.
  it.each([
    ['5312458109417947141', 'AgADBQADgaS5SQ'],
    ['5312458109417947142', 'AgADBgADgaS5SQ'],
  ])('of %s is %s, as seen in the wild', (id, uniqueId) => {
    expect(fileUniqueIdOf(id)).toBe(uniqueId)
  })
})
