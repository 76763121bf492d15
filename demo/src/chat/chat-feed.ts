/**
 * Tells any number of listeners what changed in a chat. After each sign of change the chat is read again and compared,
 * so an event missed between two signs is never lost, and a removed message is noticed with the next change.
 */
import type { MessageView } from '@streambot/web'
import type { Chat } from './chat.js'

export type ChatEvent =
  { readonly type: 'message'; readonly message: MessageView } | { readonly type: 'removed'; readonly id: number }

export type ChatFeedListener = (event: ChatEvent) => void

export class ChatFeed {
  readonly #listeners = new Set<ChatFeedListener>()
  #known = new Map<number, string>()

  constructor(readonly chat: Pick<Chat, 'read' | 'changed'>) {}

  get listenerCount(): number {
    return this.#listeners.size
  }

  /** Returns the function that unsubscribes. */
  subscribe(listener: ChatFeedListener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Watches until the signal aborts; then resolves. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      // Asked before reading: what happens while reading wakes the next round.
      const change = this.chat.changed(signal)
      this.#compare(this.chat.read())
      await change.catch((error: unknown) => {
        if (!signal.aborted) throw error
      })
    }
  }

  #compare(messages: readonly MessageView[]): void {
    const before = this.#known
    this.#known = new Map(messages.map((message) => [message.id, JSON.stringify(message)]))
    for (const message of messages) {
      if (before.get(message.id) !== this.#known.get(message.id)) this.#tell({ type: 'message', message })
    }
    for (const id of before.keys()) if (!this.#known.has(id)) this.#tell({ type: 'removed', id })
  }

  #tell(event: ChatEvent): void {
    for (const listener of [...this.#listeners]) listener(event)
  }
}
