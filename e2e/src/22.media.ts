/** Small real films, made by ffmpeg as they are needed: a test picture that moves, and a tone. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const TIMEOUT_MS = 20_000

/** For `describe.skipIf`; then the reason is printed. */
export const isFfmpegMissing = !canRun('ffmpeg')
if (isFfmpegMissing) {
  console.warn('Journeys that play are skipped: there is no ffmpeg. Install it (Debian: apt-get install ffmpeg).')
}

export interface Film {
  readonly seconds: number
  readonly size?: string
  /** As ffmpeg takes them. */
  readonly encoding: readonly string[]
  readonly extension: string
}

const H264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-g', '25']
const MP4 = ['-movflags', '+faststart']

/** What every browser plays, with its head in front. */
export const mp4: Film = { seconds: 90, encoding: [...H264, '-c:a', 'aac', ...MP4], extension: 'mp4' }

export const webm: Film = {
  seconds: 8,
  size: '160x90',
  encoding: ['-c:v', 'libvpx', '-deadline', 'realtime', '-cpu-used', '8', '-b:v', '100k', '-c:a', 'libopus'],
  extension: 'webm',
}

/** Its picture is nothing for a Chromium without a licence. */
export const hevc: Film = {
  seconds: 8,
  size: '160x90',
  encoding: [
    '-c:v',
    'libx265',
    '-x265-params',
    'log-level=none',
    '-preset',
    'ultrafast',
    '-pix_fmt',
    'yuv420p',
    '-tag:v',
    'hvc1',
    '-c:a',
    'aac',
    ...MP4,
  ],
  extension: 'mp4',
}

/** Its sound is. */
export const silentHere: Film = { seconds: 8, size: '160x90', encoding: [...H264, '-c:a', 'ac3'], extension: 'mkv' }

/** Nothing in it is. */
export const avi: Film = { seconds: 2, size: '160x90', encoding: ['-c:v', 'mpeg4', '-c:a', 'ac3'], extension: 'avi' }

export function makeFilm({ seconds, size = '320x180', encoding, extension }: Film): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'streambot-film-'))
  try {
    const file = join(folder, `film.${extension}`)
    const picture = ['-f', 'lavfi', '-i', `testsrc2=size=${size}:rate=12`]
    const sound = ['-f', 'lavfi', '-i', 'sine=frequency=440']
    const all = ['-v', 'error', ...picture, ...sound, '-t', String(seconds), ...encoding, file]
    execFileSync('ffmpeg', all, { timeout: TIMEOUT_MS, stdio: ['ignore', 'ignore', 'inherit'] })
    return readFileSync(file)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function canRun(program: string): boolean {
  try {
    execFileSync(program, ['-version'], { timeout: TIMEOUT_MS, stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
