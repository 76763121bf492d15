import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseSubtitles } from './parse-subtitles.js'

const parse = (text: string) => parseSubtitles(new TextEncoder().encode(text))
const unitsOf = (text: string) => Array.from(text, (character) => character.charCodeAt(0))

const SRT = `1
00:00:01,500 --> 00:00:03,000
Hello,
<i>world</i>!

2
01:02:03,4 --> 01:02:04,5 X1:10 X2:20
{\\an8}<font color="red">5 < 6</font> & 7

rubbish
`

const ASS = `[Script Info]
Title: x

[V4+ Styles]
Style: Default,Arial,20

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
Comment: 0,0:00:00.00,0:00:09.00,Default,,0,0,0,,Not shown
Dialogue: 0,0:00:05.00,0:00:06.50,Default,,0,0,0,,{\\b1\\pos(1,2)}Second,{\\b0} with commas\\Nand a line
Dialogue: 0,0:00:01.00,0:00:02.00,Default,,0,0,0,,First
Dialogue: 0,0:00:01.00,0:00:02.00,Default,,0,0,0,,{\\p1}m 0 0 l 100 0{\\p0}
`

describe('a subtitle file', () => {
  it('of SubRip becomes what is said and when', () => {
    expect(parse(SRT)).toEqual([
      { startSeconds: 1.5, endSeconds: 3, text: 'Hello,\n<i>world</i>!' },
      { startSeconds: 3723.4, endSeconds: 3724.5, text: '5 &lt; 6 &amp; 7' },
    ])
  })

  it('of WebVTT does too, without hours, notes, styles and places', () => {
    const vtt = `WEBVTT\n\nNOTE not shown\n\nSTYLE\n::cue { color: red }\n\nname\n00:01.000 --> 00:02.000 line:0\n<v Ada>Hello &amp; bye</v>\n`
    expect(parse(vtt)).toEqual([{ startSeconds: 1, endSeconds: 2, text: 'Hello &amp; bye' }])
  })

  it('of SubStation Alpha is reduced to its text, in order', () => {
    expect(parse(ASS)).toEqual([
      { startSeconds: 1, endSeconds: 2, text: 'First' },
      { startSeconds: 5, endSeconds: 6.5, text: 'Second, with commas\nand a line' },
    ])
  })

  it('may end its lines in any way, and be encoded in any way', () => {
    const cues = parse(SRT)
    expect(parse(SRT.replaceAll('\n', '\r\n'))).toEqual(cues)
    expect(parse(SRT.replaceAll('\n', '\r'))).toEqual(cues)
    expect(parseSubtitles(new Uint8Array(Uint16Array.from(unitsOf(`\ufeff${SRT}`)).buffer))).toEqual(cues)
    const [cue] = parseSubtitles(Uint8Array.from(unitsOf('1\n00:00:01,000 --> 00:00:02,000\nOù?\n')))
    expect(cue?.text).toBe('Où?')
  })

  it('that is none has nothing to show', () => {
    expect(parse('')).toEqual([])
    expect(parse('PK\u0003\u0004 --> nonsense')).toEqual([])
    expect(parse('00:00:05,000 --> 00:00:01,000\nbackwards')).toEqual([])
  })

  // Each took time with the square of the length, and would be stopped here after many seconds.
  it.each<[string, string, number]>([
    ['empty lines', '\n'.repeat(500_000), 0],
    ['braces in SubRip', `00:01 --> 00:02\n${'{\\'.repeat(500_000)}`, 1],
    ['braces in SubStation Alpha', `[Events]\nDialogue: 0,0:00:01.00,0:00:02.00,,,,,,,${'{'.repeat(500_000)}`, 1],
  ])('of %s without end is read at once', (_what, text, cues) => {
    expect(parse(text)).toHaveLength(cues)
  })

  it('of any bytes at all yields times that are times, and no markup but bold, italic and underlined', () => {
    const line = fc.oneof(
      fc.string(),
      fc.constant('00:00:01,000 --> 00:00:02,000'),
      fc.constant(''),
      fc.constant('<script>'),
    )
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        for (const { startSeconds, endSeconds, text } of parse(lines.join('\n'))) {
          expect(endSeconds).toBeGreaterThan(startSeconds)
          expect(text).not.toMatch(/<(?!\/?[biu]>)/i)
        }
      }),
    )
  })
})
