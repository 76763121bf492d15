import type { tl } from '@mtcute/core'
import type { FileRecord } from './file-record.js'

/** What a message carries besides text: a file, or one of the small things (contact, place, dice) kept as they came. */
export type Media =
  | {
      readonly type: 'file'
      readonly file: FileRecord
      readonly spoiler: boolean
      readonly ttlSeconds: number | null
      /** A photo that whoever sent a video chose for it. */
      readonly cover?: FileRecord | null
    }
  | { readonly type: 'plain'; readonly media: tl.TypeMessageMedia }
