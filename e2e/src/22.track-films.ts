/** Films with several sounds and subtitles, made by ffmpeg as they are needed. Each sound is a tone that tells which it is. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const TIMEOUT_MS = 60_000

/** Hertz, one per sound. */
export const TONES = [440, 1200] as const

export interface TrackFilm {
  readonly seconds: number
  readonly extension: 'mkv' | 'mp4' | 'webm'
  /** As ffmpeg takes them. */
  readonly video: readonly string[]
  readonly sounds: readonly (readonly string[])[]
  readonly texts: readonly ('srt' | 'ass' | 'mov_text' | 'webvtt')[]
  readonly more?: readonly string[]
}

export const H264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-g', '24']
export const AAC = ['aac', '-b:a', '64k'] as const

/** Two lines early, two lines late, on the second. */
const SRT = [
  ['00:00:01,000', '00:00:05,000', 'Early <i>line</i>'],
  ['00:01:00,000', '00:01:20,000', 'Late line'],
]
  .map(([start, end, text], index) => `${index + 1}\n${start} --> ${end}\n${text}\n`)
  .join('\n')

const ASS = `[Script Info]
ScriptType: v4.00+

[V4+ Styles]
Format: Name, Fontname
Style: Default,Arial

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
Dialogue: 0,0:00:01.00,0:00:05.00,Default,,0,0,0,,{\\b1}Frühe{\\b0}, Zeile
Dialogue: 0,0:01:00.00,0:01:20.00,Default,,0,0,0,,Späte\\NZeile
`

export function makeTrackFilm({ seconds, extension, video, sounds, texts, more = [] }: TrackFilm): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'streambot-tracks-'))
  try {
    const [srt, ass, file] = ['lines.srt', 'lines.ass', `film.${extension}`].map((name) => join(folder, name))
    if (!srt || !ass || !file) throw new Error('There is no folder')
    writeFileSync(srt, SRT)
    writeFileSync(ass, ASS)
    const inputs = [
      ['-f', 'lavfi', '-i', 'testsrc2=size=160x90:rate=12'],
      ...sounds.map((_, index) => ['-f', 'lavfi', '-i', `sine=frequency=${TONES[index]}`]),
      ...texts.map((text) => ['-i', text === 'ass' ? ass : srt]),
    ]
    const codecs = [
      ...sounds.map(([codec = '', ...options], index) => [`-c:a:${index}`, codec, ...options]),
      ...texts.map((codec, index) => [`-c:s:${index}`, codec]),
    ]
    const names = [
      ...sounds.map((_, index) => [`-metadata:s:a:${index}`, `language=${index === 0 ? 'eng' : 'deu'}`]),
      ...texts.map((_, index) => [`-metadata:s:s:${index}`, `language=${index === 0 ? 'eng' : 'deu'}`]),
    ]
    const maps = inputs.flatMap((_, index) => ['-map', String(index)])
    const all = [
      '-v',
      'error',
      ...inputs.flat(),
      '-t',
      String(seconds),
      ...maps,
      ...video,
      ...codecs.flat(),
      ...names.flat(),
    ]
    execFileSync('ffmpeg', [...all, ...more, file], { timeout: TIMEOUT_MS, stdio: ['ignore', 'ignore', 'inherit'] })
    return readFileSync(file)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
