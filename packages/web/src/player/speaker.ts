import { element } from '../demo-chat/element.js'

const SHOWN_MS = 2500

/** Says short words over the picture, which go away by themselves. */
export function createSpeaker(player: HTMLElement): (text: string) => void {
  const bubble = element('div', { class: 'said', role: 'status', slot: 'top-chrome', noautohide: '' })
  player.append(bubble)
  let timer: ReturnType<typeof setTimeout> | undefined
  return (text) => {
    bubble.textContent = text
    clearTimeout(timer)
    timer = setTimeout(() => (bubble.textContent = ''), SHOWN_MS)
  }
}
