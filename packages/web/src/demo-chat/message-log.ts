/** The messages on the page, in order, each shown once however often it arrives. Stays at the end while the reader is there. */
import type { ChatView, MessageView } from './chat-view.js'
import { element } from './element.js'
import type { Preview } from './file-card.js'
import { messageBubble, type BubbleActions } from './message-bubble.js'

const NEAR_END_PIXELS = 80
const ANSWER_EXPECTED_MS = 60_000

interface Shown {
  readonly node: HTMLElement
  readonly source: string
}

export class MessageLog {
  readonly #shown = new Map<number, Shown>()
  readonly #waiting = element(
    'div',
    { class: 'waiting', 'aria-hidden': 'true' },
    ...[1, 2, 3].map(() => element('span', {})),
  )
  #botName = 'Bot'

  constructor(
    readonly scroller: HTMLElement,
    readonly list: HTMLElement,
    readonly previews: ReadonlyMap<string, Preview>,
    readonly actions: BubbleActions,
  ) {
    // Pictures and fonts arrive late and grow what is above the end.
    let atEnd = true
    scroller.addEventListener('scroll', () => (atEnd = this.#isNearEnd()), { passive: true })
    new ResizeObserver(() => atEnd && this.scrollToEnd()).observe(list)
  }

  /** Shows the whole chat; what is shown and no longer in it goes. */
  showAll(chat: ChatView): void {
    this.#botName = chat.bot.name
    const present = new Set(chat.messages.map((message) => message.id))
    for (const id of this.#shown.keys()) if (!present.has(id)) this.remove(id)
    for (const message of chat.messages) this.show(message)
  }

  show(message: MessageView): void {
    const source = JSON.stringify(message)
    const before = this.#shown.get(message.id)
    if (before?.source === source) return
    const stay = this.#isNearEnd() || message.mine
    const preview = message.uploadKey === null ? null : (this.previews.get(message.uploadKey) ?? null)
    const node = messageBubble(message, message.mine ? 'You' : this.#botName, preview, this.actions)
    if (before) before.node.replaceWith(node)
    else this.#insert(message.id, node)
    this.#shown.set(message.id, { node, source })
    this.#showWaiting()
    if (stay) this.scrollToEnd()
  }

  remove(id: number): void {
    this.#shown.get(id)?.node.remove()
    this.#shown.delete(id)
    this.#showWaiting()
  }

  get hasFiles(): boolean {
    return [...this.#shown.values()].some(({ node }) => node.querySelector('.file') !== null)
  }

  /** Something that is not a message yet, such as an upload; always after the messages. */
  append(node: HTMLElement): void {
    this.list.append(node)
    this.scrollToEnd()
  }

  scrollToEnd(): void {
    this.scroller.scrollTop = this.scroller.scrollHeight
  }

  #insert(id: number, node: HTMLElement): void {
    const next = [...this.#shown].filter(([other]) => other > id).sort(([a], [b]) => a - b)[0]
    const firstPending = this.list.querySelector('.uploading, .waiting')
    this.list.insertBefore(node, next ? next[1].node : firstPending)
  }

  /** Three dots while the last word is the person's. */
  #showWaiting(): void {
    const newest = Math.max(...this.#shown.keys())
    const last = this.#shown.get(newest)
    const message = last && (JSON.parse(last.source) as MessageView)
    this.#waiting.remove()
    if (!last || !message?.mine) return
    const leftMs = message.sentAtMs + ANSWER_EXPECTED_MS - Date.now()
    if (leftMs <= 0) return
    last.node.after(this.#waiting)
    setTimeout(() => this.#showWaiting(), leftMs + 1000)
  }

  #isNearEnd(): boolean {
    const { scrollTop, scrollHeight, clientHeight } = this.scroller
    return scrollHeight - scrollTop - clientHeight < NEAR_END_PIXELS
  }
}
