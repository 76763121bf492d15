/** Every file the simulated Telegram stores, by id. */
import type { Clock, Randomness } from '../clock.js'
import { describeAttributes, mimeTypeOf, nameOfAttributes } from './file-attributes.js'
import type { FileContent } from './file-content.js'
import type { FileDescription, FileRecord } from './file-record.js'
import { madeUpThumbnail, photoSizes, thumbnailOf } from './image-sizes.js'
import { MemoryContent } from './memory-content.js'
import { randomId } from './random-id.js'
import { toSeconds } from './seconds.js'

const DEFAULT_PHOTO = { width: 1280, height: 960 }
const KINDS_WITH_THUMBNAIL: ReadonlySet<string> = new Set(['video', 'animation', 'sticker', 'videoNote'])

export class Files {
  readonly #clock: Clock
  readonly #randomness: Randomness
  readonly #homeDcId: number
  readonly #byId = new Map<string, FileRecord>()

  constructor(options: { clock: Clock; randomness: Randomness; homeDcId: number }) {
    this.#clock = options.clock
    this.#randomness = options.randomness
    this.#homeDcId = options.homeDcId
  }

  find(id: string): FileRecord | null {
    return this.#byId.get(id) ?? null
  }

  list(): FileRecord[] {
    return [...this.#byId.values()]
  }

  /** A file as described by whoever put it. */
  describe(content: FileContent, description: FileDescription = {}): FileRecord {
    const kind = description.kind ?? 'document'
    const id = randomId(this.#randomness)
    const attributes = describeAttributes(description)
    const width = description.width ?? DEFAULT_PHOTO.width
    const height = description.height ?? DEFAULT_PHOTO.height
    const sizes = kind === 'photo' ? photoSizes(content, width, height, id) : thumbnails(description, id)
    return this.add({
      id,
      kind,
      content,
      attributes,
      sizes,
      mimeType: mimeTypeOf(description),
      dcId: description.dcId ?? this.#homeDcId,
    })
  }

  /** A file whose parts are all known, as an upload's are. */
  add(file: Omit<FileRecord, 'id' | 'date' | 'name'> & { id?: string }): FileRecord {
    const record = {
      ...file,
      id: file.id ?? randomId(this.#randomness),
      name: nameOfAttributes(file.attributes),
      date: toSeconds(this.#clock.now()),
    }
    this.#byId.set(record.id, record)
    return record
  }

  async close(): Promise<void> {
    for (const file of this.list()) await file.content.close?.()
  }
}

function thumbnails(description: FileDescription, seed: string) {
  if (description.thumbnail) return [thumbnailOf(new MemoryContent(description.thumbnail))]
  if (description.thumbnail === null || !KINDS_WITH_THUMBNAIL.has(description.kind ?? 'document')) return []
  return [madeUpThumbnail(seed)]
}
