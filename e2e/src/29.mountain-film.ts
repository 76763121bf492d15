/** A film as somebody brings one home: a lake in the mountains in the morning, drawn by the browser, made to move by ffmpeg. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'

const TIMEOUT_MS = 60_000
const WIDTH = 1280
const HEIGHT = 720
const FRAMES_PER_SECOND = 12
const SECONDS = 20

export interface MountainFilm {
  readonly mp4: Buffer
  /** Its picture, as Telegram keeps one: 320 pixels wide. */
  readonly thumbnail: Buffer
  readonly width: number
  readonly height: number
  readonly seconds: number
}

export async function makeMountainFilm(page: Page): Promise<MountainFilm> {
  await page.setViewportSize({ width: WIDTH, height: HEIGHT })
  await page.setContent(`<style>body { margin: 0 } svg { display: block }</style>${SCENE}`)
  const still = await page.screenshot()
  const folder = mkdtempSync(join(tmpdir(), 'streambot-mountains-'))
  try {
    const [picture, film, thumbnail] = ['still.png', 'film.mp4', 'thumbnail.jpg'].map((name) => join(folder, name))
    if (!picture || !film || !thumbnail) throw new Error('There is no folder')
    writeFileSync(picture, still)
    // Nearer and nearer, as somebody with a steady hand films.
    const motion =
      `zoompan=z='1+0.0004*on':x='iw/2-iw/zoom/2':y='ih/2-ih/zoom/2':` +
      `d=${SECONDS * FRAMES_PER_SECOND}:s=${WIDTH}x${HEIGHT}:fps=${FRAMES_PER_SECOND}`
    ffmpeg('-i', picture, '-f', 'lavfi', '-i', 'sine=frequency=220', '-vf', motion, ...ENCODING, film)
    ffmpeg('-i', picture, '-vf', 'scale=320:-1', '-q:v', '4', thumbnail)
    return {
      mp4: readFileSync(film),
      thumbnail: readFileSync(thumbnail),
      width: WIDTH,
      height: HEIGHT,
      seconds: SECONDS,
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

export function ffmpeg(...args: readonly string[]): void {
  const all = ['-v', 'error', '-y', ...args]
  execFileSync('ffmpeg', all, { timeout: TIMEOUT_MS, stdio: ['ignore', 'ignore', 'inherit'] })
}

const ENCODING = [
  ...['-t', String(SECONDS), '-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p'],
  ...['-c:a', 'aac', '-b:a', '64k', '-movflags', '+faststart'],
]

const SCENE = `
<svg viewBox="0 0 1280 720" width="1280" height="720" xmlns="http://www.w3.org/2000/svg">
  <defs>
    <linearGradient id="sky" x1="0" y1="0" x2="0" y2="1">
      <stop offset="0" stop-color="#3d5a80"/><stop offset=".45" stop-color="#98b4d4"/>
      <stop offset=".75" stop-color="#f6cfa8"/><stop offset="1" stop-color="#f9b17a"/>
    </linearGradient>
    <linearGradient id="lake" x1="0" y1="0" x2="0" y2="1">
      <stop offset="0" stop-color="#e8a878"/><stop offset=".3" stop-color="#8fa9c4"/><stop offset="1" stop-color="#28415f"/>
    </linearGradient>
    <radialGradient id="glow"><stop offset="0" stop-color="#fff3d6" stop-opacity=".95"/><stop offset="1" stop-color="#ffd9a0" stop-opacity="0"/></radialGradient>
    <g id="ranges">
      <path fill="#8a9bb8" d="M0 470 90 400 170 430 300 300 380 370 470 290 560 380 650 330 760 410 860 320 960 400 1060 310 1160 390 1280 340V500H0Z"/>
      <path fill="#f4f1ee" opacity=".85" d="M300 300 262 339 290 333 308 350 326 330 346 340ZM470 290 436 322 462 318 478 336 494 316 512 332ZM1060 310 1026 344 1052 338 1066 352 1084 334 1100 342ZM860 320 832 347 856 342 870 354 886 343Z"/>
      <path fill="#5d7696" d="M0 420 120 350 240 440 360 390 480 450 620 400 760 460 900 390 1020 440 1140 370 1280 430V510H0Z"/>
      <path fill="#35516f" d="M0 450 140 410 280 470 430 440 600 485 760 465 920 490 1080 440 1280 470V512H0Z"/>
    </g>
  </defs>
  <rect width="1280" height="510" fill="url(#sky)"/>
  <circle cx="700" cy="372" r="230" fill="url(#glow)"/>
  <circle cx="700" cy="372" r="40" fill="#fff6e0"/>
  <g fill="#fff" opacity=".5"><ellipse cx="260" cy="150" rx="150" ry="12"/><ellipse cx="350" cy="136" rx="95" ry="10"/><ellipse cx="1010" cy="190" rx="170" ry="11"/><ellipse cx="930" cy="176" rx="90" ry="9"/></g>
  <use href="#ranges"/>
  <rect y="508" width="1280" height="212" fill="url(#lake)"/>
  <g transform="translate(0 1016) scale(1 -1)" opacity=".3"><use href="#ranges"/></g>
  <g fill="#ffe9c4" opacity=".75"><rect x="640" y="520" width="120" height="3" rx="2"/><rect x="655" y="534" width="92" height="3" rx="2"/><rect x="620" y="550" width="150" height="3" rx="2"/><rect x="662" y="568" width="80" height="3" rx="2"/><rect x="640" y="590" width="118" height="4" rx="2"/><rect x="672" y="616" width="62" height="4" rx="2"/></g>
  <path fill="#14263a" d="M0 720V540l20-46 14 34 20-74 22 74 14-30 18 44 18-60 24 80 20-36 30 70 40 26 60 30 90 24 120 14Z"/>
  <path fill="#14263a" d="M1280 720V500l-18-44-18 62-16-34-24 74-16-26-22 60-18-30-30 62-46 26-80 26-110 24-150 20Z"/>
  <g fill="#14263a" transform="translate(470 566)">
    <path d="M0 20c30 12 110 12 140 0l-16 21H16Z"/>
    <path d="M44 28c0-20 4-28 14-28s14 8 14 28ZM80 28c0-16 4-23 11-23s11 7 11 23Z"/><circle cx="58" cy="-9" r="8"/><circle cx="91" cy="-2" r="6.5"/>
    <path stroke="#14263a" stroke-width="3.5" stroke-linecap="round" d="M62 8 22 52"/>
  </g>
  <g fill="none" stroke="#2c4460" stroke-width="3" stroke-linecap="round"><path d="M380 210q10-10 18 0q8-10 18 0"/><path d="M440 190q8-8 14 0q7-8 14 0"/><path d="M420 236q7-7 12 0q6-7 12 0"/></g>
</svg>`
