import { expect, it } from 'vitest'
import { toLineText, type LineFormat } from './line-text.js'

const utf8 = (text: string) => new TextEncoder().encode(text)
const box = (type: string, data: Uint8Array) => Uint8Array.from([0, 0, 0, data.length + 8, ...utf8(type), ...data])
const timed = (text: Uint8Array, rest: number[] = []) => Uint8Array.from([0, text.length, ...text, ...rest])

it.each<[LineFormat, Uint8Array, string]>([
  [
    'srt',
    utf8('{\\an8}<font color="red">Grüße</font> <i>an</i> alle & jeden\nzwei'),
    'Grüße <i>an</i> alle &amp; jeden\nzwei',
  ],
  ['vtt', utf8('<c.yellow>one</c> <b>two</b>'), 'one <b>two</b>'],
  ['webm-vtt', utf8('id\nalign:start\none\ntwo'), 'one\ntwo'],
  ['ass', utf8('4,0,Default,,0,0,0,,{\\b1}Well, yes\\Nno'), 'Well, yes\nno'],
  ['ass', utf8('4,0,Default,,0,0,0,,{\\p1}m 0 0 l 10 10'), ''],
  ['tx3g', timed(utf8('one\ntwo'), [0, 0, 0, 12, 0x73, 0x74, 0x79, 0x6c, 0, 1, 2, 3]), 'one\ntwo'],
  ['tx3g', timed(Uint8Array.from([0xfe, 0xff, 0, 0x41])), 'A'],
  ['tx3g', Uint8Array.from([255, 255, 0x41]), 'A'],
  ['tx3g', new Uint8Array(), ''],
  ['wvtt', box('vttc', Uint8Array.from([...box('iden', utf8('1')), ...box('payl', utf8('said'))])), 'said'],
  ['wvtt', box('vtte', new Uint8Array()), ''],
])('of %s comes what is said', (format, bytes, text) => {
  expect(toLineText(format, bytes)).toBe(text)
})
