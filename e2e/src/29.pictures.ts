/** Pictures for the documents: where they are written, and that each is small enough to be read on a phone. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { ffmpeg } from './29.mountain-film.js'

const ROOT = resolve(import.meta.dirname, '../..')

/** `npm run pictures` writes them where the documents show them, tests where nobody is disturbed. */
export const isForDocuments = process.env['STREAMBOT_PICTURES'] === 'docs'
export const MOST_BYTES = 120_000
export const PICTURES = join(ROOT, 'docs/pictures')

const folder = isForDocuments ? PICTURES : join(ROOT, 'build/pictures')

/** @param png as the browser took it @returns its size as WebP */
export function keepPicture(name: string, png: Buffer): number {
  mkdirSync(folder, { recursive: true })
  const [raw, kept] = [join(folder, `${name}.raw.png`), join(folder, `${name}.webp`)]
  writeFileSync(raw, png)
  try {
    ffmpeg('-i', raw, '-c:v', 'libwebp', '-quality', '82', '-compression_level', '6', '-preset', 'text', kept)
  } finally {
    rmSync(raw, { force: true })
  }
  return readFileSync(kept).length
}
