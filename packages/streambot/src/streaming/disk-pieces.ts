/**
 * Which stored parts hold a span. Streams ask for small or large parts as their speed goes, so the next one cuts the file in other
 * places. All lie on one grid: a span lies inside a larger part, or its halves can be had.
 */
import type { PartSpan } from '../ports/file-source.js'
import type { DiskIndex } from './disk-index.js'
import { HEADER_BYTES, partName } from './disk-part-file.js'
import { MAX_PART_BYTES, MIN_PART_BYTES } from './plan-parts.js'

export interface DiskPiece {
  readonly name: string
  readonly span: PartSpan
  readonly fileBytes: number
}

/** In order and without gaps; null: something of it is not there. */
export function findPieces(index: DiskIndex, fileKey: string, span: PartSpan): readonly DiskPiece[] | null {
  const around = pieceAround(index, fileKey, span)
  return around ? [around] : piecesInside(index, fileKey, span)
}

function pieceAround(index: DiskIndex, fileKey: string, span: PartSpan): DiskPiece | null {
  const exact = pieceOf(index, fileKey, span)
  if (exact || span.lengthBytes < MIN_PART_BYTES) return exact
  const { offsetBytes } = span
  for (let lengthBytes = span.lengthBytes * 2; lengthBytes <= MAX_PART_BYTES; lengthBytes *= 2) {
    const around = { offsetBytes: offsetBytes - (offsetBytes % lengthBytes), lengthBytes }
    const piece = pieceOf(index, fileKey, around)
    if (piece) return piece
  }
  return null
}

function piecesInside(index: DiskIndex, fileKey: string, span: PartSpan): readonly DiskPiece[] | null {
  const lengthBytes = span.lengthBytes / 2
  if (lengthBytes < MIN_PART_BYTES) return null
  const [first, second] = [span.offsetBytes, span.offsetBytes + lengthBytes].map((offsetBytes) => {
    const half = { offsetBytes, lengthBytes }
    const piece = pieceOf(index, fileKey, half)
    return piece ? [piece] : piecesInside(index, fileKey, half)
  })
  if (!first) return null
  const last = first.at(-1)
  // The file ends there.
  if (last && last.fileBytes < HEADER_BYTES + last.span.lengthBytes) return first
  return second ? [...first, ...second] : null
}

function pieceOf(index: DiskIndex, fileKey: string, span: PartSpan): DiskPiece | null {
  const name = partName(fileKey, span)
  const fileBytes = index.fileBytes(name)
  return fileBytes === null ? null : { name, span, fileBytes }
}
