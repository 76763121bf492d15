/** Programs that people download and watch with, run as they would run them. */
import { execFile, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { onTestFinished } from 'vitest'

/** None of them takes longer than this over loopback, unless it waits for something that never comes. */
const PATIENCE_MS = 20_000

const PACKAGES = {
  curl: 'curl',
  wget: 'wget',
  aria2c: 'aria2',
  ffmpeg: 'ffmpeg',
  ffprobe: 'ffmpeg',
  mpv: 'mpv',
  rclone: 'rclone',
  cadaver: 'cadaver',
  litmus: 'litmus',
}

export type Program = keyof typeof PACKAGES

/** For `describe.skipIf`; then the reason is printed. */
export function isMissing(...programs: readonly Program[]): boolean {
  const missing = programs.filter((program) => spawnSync(program, ['--version'], { stdio: 'ignore' }).error)
  for (const program of missing) {
    console.warn(`What ${program} does is not tried: it is not there (Debian: apt-get install ${PACKAGES[program]}).`)
  }
  return missing.length > 0
}

export interface Ran {
  readonly stdout: Buffer
  readonly stderr: string
}

/** @throws when it fails */
export async function run(program: Program, ...args: readonly string[]): Promise<Ran> {
  const { stdout, stderr } = await promisify(execFile)(program, [...args], {
    encoding: 'buffer',
    maxBuffer: 64 * 1024 * 1024,
    timeout: PATIENCE_MS,
    env: { ...process.env, LC_ALL: 'C.UTF-8' },
  })
  return { stdout, stderr: stderr.toString() }
}

export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'streambot-20-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

export async function sha256Of(path: string): Promise<string> {
  return sha256(await readFile(path))
}

/** A test picture with a tone, for as many seconds. @param isFast the index is at the beginning, not at the end */
export async function makeVideo(path: string, seconds: number, isFast: boolean): Promise<void> {
  const picture = ['-f', 'lavfi', '-i', `testsrc2=size=320x180:rate=25:duration=${seconds}`]
  const tone = ['-f', 'lavfi', '-i', `sine=frequency=440:duration=${seconds}`]
  const coding = ['-c:v', 'libx264', '-preset', 'ultrafast', '-g', '25', '-c:a', 'aac']
  const layout = isFast ? ['-movflags', '+faststart'] : []
  await run('ffmpeg', '-hide_banner', '-loglevel', 'error', ...picture, ...tone, ...coding, ...layout, '-y', path)
}
