/**
 * The renditions of a picture. Telegram scales; the simulator keeps the uploaded bytes as the largest size and makes
 * the smaller ones up: plain pictures of plausible length.
 */
import type { FileContent } from './file-content.js'
import type { ImageSize } from './file-record.js'
import { PlainPicture } from './plain-picture.js'

/** Letters and longest sides, core.telegram.org/api/files#image-thumbnail-types */
const BOXES = [
  { type: 'm', side: 320 },
  { type: 'x', side: 800 },
  { type: 'y', side: 1280 },
] as const

const BYTES_PER_PIXEL = 0.15
const THUMBNAIL_SIDE = 320

export function photoSizes(content: FileContent, width: number, height: number, seed: string): ImageSize[] {
  const longest = Math.max(width, height)
  const smaller = BOXES.filter((box) => box.side < longest).slice(0, BOXES.length - 1)
  const largest = BOXES[smaller.length]?.type ?? 'y'
  return [
    ...smaller.map((box) => madeUp(box.type, (width * box.side) / longest, (height * box.side) / longest, seed)),
    { type: largest, width, height, content },
  ]
}

export function thumbnailOf(content: FileContent): ImageSize {
  return { type: 'm', width: THUMBNAIL_SIDE, height: Math.round((THUMBNAIL_SIDE * 9) / 16), content }
}

export function madeUpThumbnail(seed: string): ImageSize {
  return madeUp('m', THUMBNAIL_SIDE, (THUMBNAIL_SIDE * 9) / 16, seed)
}

function madeUp(type: string, exactWidth: number, exactHeight: number, seed: string): ImageSize {
  const width = Math.max(1, Math.round(exactWidth))
  const height = Math.max(1, Math.round(exactHeight))
  const size = Math.max(400, Math.round(width * height * BYTES_PER_PIXEL))
  return { type, width, height, content: new PlainPicture(width, height, size, `${seed}/${type}`) }
}
