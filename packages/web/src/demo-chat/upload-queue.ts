/** Files on their way to the bot, one after another, so that the first chosen is the first answered. */
import type { Preview } from './file-card.js'
import { measureMedia } from './media-facts.js'
import { uploadBubble, type UploadBubble } from './upload-bubble.js'
import { upload, type Upload } from './upload.js'

export interface UploadQueueOptions {
  readonly previews: Map<string, Preview>
  maxBytes(): number
  show(bubble: HTMLElement): void
  announce(text: string): void
}

interface Waiting {
  readonly file: File
  readonly key: string
  readonly bubble: UploadBubble
}

export class UploadQueue {
  readonly #options: UploadQueueOptions
  readonly #waiting: Waiting[] = []
  readonly #bubbles = new Map<string, HTMLElement>()
  #isSending = false
  #current: { readonly key: string; readonly upload: Upload } | null = null

  constructor(options: UploadQueueOptions) {
    this.#options = options
  }

  add(files: Iterable<File>): void {
    for (const file of files) this.#add(file)
    void this.#sendNext()
  }

  /** The message is in the chat: its upload's own bubble has done its work. */
  arrived(key: string): void {
    this.#bubbles.get(key)?.remove()
    this.#bubbles.delete(key)
  }

  #add(file: File): void {
    const key = crypto.randomUUID()
    const preview = { address: URL.createObjectURL(file), mimeType: file.type }
    const bubble = uploadBubble(file, preview, () => this.#cancel(key))
    this.#bubbles.set(key, bubble.node)
    this.#options.show(bubble.node)
    if (file.size > this.#options.maxBytes()) {
      bubble.failed('Too large: Telegram takes files up to 4 GB.')
      return
    }
    this.#options.previews.set(key, preview)
    bubble.waiting()
    this.#waiting.push({ file, key, bubble })
  }

  async #sendNext(): Promise<void> {
    if (this.#isSending) return
    this.#isSending = true
    for (let next = this.#waiting[0]; next; next = this.#waiting[0]) await this.#send(next)
    this.#isSending = false
  }

  async #send(next: Waiting): Promise<void> {
    const { file, key, bubble } = next
    this.#options.announce(`Uploading ${file.name}`)
    bubble.progress(0)
    const media = await measureMedia(this.#options.previews.get(key)?.address ?? '', file.type)
    if (this.#waiting[0] !== next) return // cancelled while it was measured
    this.#waiting.shift()
    const running = upload(file, { key, media }, (sentBytes) => bubble.progress(sentBytes))
    this.#current = { key, upload: running }
    const end = await running.ended
    this.#current = null
    if (end.ok) {
      this.arrived(key)
      this.#options.announce(`Sent ${file.name}`)
    } else if (end.reason === null) {
      this.#forget(key)
    } else {
      bubble.failed(end.reason)
      this.#options.announce(`${file.name}: ${end.reason}`)
    }
  }

  /** Stops it, takes it out of the queue, or dismisses a failed one. */
  #cancel(key: string): void {
    const index = this.#waiting.findIndex((it) => it.key === key)
    if (index >= 0) this.#waiting.splice(index, 1)
    if (this.#current?.key === key) this.#current.upload.cancel()
    else this.#forget(key)
  }

  #forget(key: string): void {
    this.arrived(key)
    const preview = this.#options.previews.get(key)
    if (preview) URL.revokeObjectURL(preview.address)
    this.#options.previews.delete(key)
  }
}
