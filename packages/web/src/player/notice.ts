/** Says what is going on, to whoever looks and to whoever listens. An alarm interrupts a screen reader; news waits for its turn. */
import { byId, element } from '../demo-chat/element.js'

export interface NoticeAction {
  readonly label: string
  readonly run: () => void
}

export class Notice {
  readonly #root = byId('notice', HTMLElement)
  #shown = ''

  show(text: string, action: NoticeAction | null = null): void {
    if (text === this.#shown) return
    this.#shown = text
    this.#root.replaceChildren(element('p', {}, text), ...(action ? [this.#button(action)] : []), this.#closeButton())
  }

  /** @param text only if this is what is said */
  clear(text: string): void {
    if (text !== this.#shown) return
    this.#shown = ''
    this.#root.replaceChildren()
  }

  #button({ label, run }: NoticeAction): HTMLButtonElement {
    const button = element('button', { type: 'button', class: 'button primary' }, label)
    button.addEventListener('click', () => {
      this.clear(this.#shown)
      run()
    })
    return button
  }

  #closeButton(): HTMLButtonElement {
    const button = element('button', { type: 'button', class: 'close', 'aria-label': 'Close this notice' }, '×')
    button.addEventListener('click', () => this.clear(this.#shown))
    return button
  }
}
