import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isSubtitles } from './check-subtitles.js'

const SRT = '1\r\n00:00:01,000 --> 00:00:02,000\r\nDéjà vu\r\n'
const VTT = 'WEBVTT\n\n00:01.000 --> 00:02.000 align:left\nHello\n'
const ASS = '[Script Info]\n[Events]\nFormat: Layer, Start, End, Text\nDialogue: 0,0:00:01.00,0:00:02.00,Hello, you\n'
const SSA = '[Events]\nDialogue: Marked=0,0:00:01.00,0:00:02.00,*Default,,0000,0000,0000,,Hello\n'

const utf16 = (text: string) => Buffer.from(text, 'utf16le')

describe('what is taken for subtitles', () => {
  it.each<[string, Uint8Array]>([
    ['SubRip', Buffer.from(SRT)],
    ['SubRip as Windows wrote it', Buffer.from(SRT, 'latin1')],
    ['SubRip in UTF-16 with a mark', Buffer.concat([Buffer.of(0xff, 0xfe), utf16(SRT)])],
    ['SubRip in UTF-16 the other way round', Buffer.concat([Buffer.of(0xfe, 0xff), utf16(SRT).swap16()])],
    ['SubRip in UTF-16 without a mark', utf16(SRT)],
    ['SubRip in Cyrillic letters of one byte', Buffer.from([...Buffer.from(SRT), 0xcf, 0xf0, 0xe8])],
    ['SubRip of an old Mac', Buffer.from(SRT.replaceAll('\r\n', '\r'))],
    ['SubRip that ends as in DOS', Buffer.from(`${SRT}\x1a`)],
    ['WebVTT', Buffer.from(VTT)],
    ['ASS', Buffer.from(ASS)],
    ['SSA', Buffer.from(SSA)],
    ['a view into something larger', Buffer.from(`xx${VTT}`).subarray(2)],
  ])('is %s', (_what, bytes) => {
    expect(isSubtitles(bytes)).toBe(true)
  })

  it.each<[string, Uint8Array]>([
    ['nothing', new Uint8Array()],
    ['a text', Buffer.from('Once upon a time --> there was\nnothing')],
    ['times without words', Buffer.from('00:01.000 --> 00:02.000\n\n')],
    ['a style sheet of ASS', Buffer.from('[Script Info]\n[Events]\nFormat: Layer, Start, End, Text\n')],
    ['a program with a line of subtitles in it', Buffer.from(`MZ\0\x01\x02${SRT}`)],
    ['zeros', new Uint8Array(1000)],
  ])('is not %s', (_what, bytes) => {
    expect(isSubtitles(bytes)).toBe(false)
  })

  it('is decided of whatever bytes there are', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 500 }), (bytes) => typeof isSubtitles(bytes) === 'boolean'))
  })

  it('is decided in a moment of the worst that somebody may send', () => {
    const worst = ['0:', '0:0:0 --> ', 'Dialogue: ,0:00:01.00,', 'Dialogue:,0:0:0,0:0:0,', ' \t', '00:00 -->\n']
    for (const piece of worst) {
      const text = piece.repeat(Math.floor((2 * 1024 * 1024) / piece.length))
      // Quadratic in two million characters, it would outlast this test by hours.
      expect(isSubtitles(Buffer.from(text))).toBe(piece.startsWith('Dialogue:,'))
    }
  })
})
