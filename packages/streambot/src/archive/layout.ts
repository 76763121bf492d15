/**
 * Where each byte of an archive comes from, known before any is read: headers, which are made when their turn comes, and files, as they are.
 * The length of every piece follows from names and sizes alone, so a layout never changes while bytes are learned.
 */

export interface ArchivedFile {
  /** Safe, and distinct from those of the other files. */
  readonly name: string
  readonly sizeBytes: number
  readonly modifiedAtMs: number
}

/** The CRC-32 of a file, by its place in the list. */
export type Crc32Of = (file: number) => number

export type Piece =
  | { readonly kind: 'file'; readonly file: number; readonly lengthBytes: number }
  | {
      readonly kind: 'header'
      readonly lengthBytes: number
      /** The file whose CRC-32 stands in it; null: none. */
      readonly needsCrc32Of: number | null
      /** Exactly `lengthBytes`. */
      readonly toBytes: (crc32Of: Crc32Of) => Uint8Array
    }

export interface Layout {
  /** In order, none of them empty. */
  readonly pieces: readonly Piece[]
  readonly sizeBytes: number
}

/** @throws RangeError when positions in the archive could no longer be told apart */
export function toLayout(pieces: readonly Piece[]): Layout {
  const sizeBytes = pieces.reduce((sum, { lengthBytes }) => sum + lengthBytes, 0)
  if (!Number.isSafeInteger(sizeBytes)) throw new RangeError('An archive has less than 8 PiB')
  return { pieces: pieces.filter(({ lengthBytes }) => lengthBytes > 0), sizeBytes }
}

export function filePiece(files: readonly ArchivedFile[], file: number): Piece {
  return { kind: 'file', file, lengthBytes: files[file]?.sizeBytes ?? 0 }
}

/** One that is the same whatever the files hold. Made when its turn comes: those of all files of a thousand archives would fill memory. */
export function headerPiece(lengthBytes: number, toBytes: () => Uint8Array): Piece {
  return { kind: 'header', lengthBytes, needsCrc32Of: null, toBytes }
}
