/** Ways on: another player, the address to copy, a code for the phone. */
import { element } from '../demo-chat/element.js'
import { otherPlayers, platformOf } from './other-players.js'
import type { WatchFacts } from './watch-facts.js'

export interface Elsewhere {
  readonly panel: HTMLDetailsElement
  open(): void
}

/** @param pageUrl where it goes on on a phone, as of now */
export function createElsewhere(facts: WatchFacts, say: (text: string) => void, pageUrl: () => string): Elsewhere {
  const phone = element('div', { class: 'phone' })
  const panel = element(
    'details',
    { class: 'panel', id: 'elsewhere' },
    element('summary', {}, 'Play it elsewhere'),
    playerList(facts),
    addressLine(facts.streamUrl, say),
    phone,
  )
  panel.addEventListener('toggle', () => {
    if (panel.open) void showCode(phone, pageUrl())
  })
  return { panel, open: () => (panel.open = true) }
}

function playerList({ streamUrl, name }: WatchFacts): HTMLElement {
  const players = otherPlayers(platformOf(navigator.userAgent, navigator.maxTouchPoints), streamUrl, name)
  return element(
    'ul',
    { class: 'players', 'aria-label': 'Other players' },
    ...players.map((player) => element('li', {}, element('a', { class: 'button', href: player.href }, player.name))),
  )
}

function addressLine(streamUrl: string, say: (text: string) => void): HTMLElement {
  const field = element('input', { id: 'stream-url', type: 'text', readonly: '', value: streamUrl })
  const button = element('button', { type: 'button', class: 'button' }, 'Copy')
  button.addEventListener('click', () => void copy(field).then(say))
  return element(
    'div',
    { class: 'address' },
    element('label', { for: 'stream-url' }, 'Stream URL, for any player:'),
    field,
    button,
  )
}

/** Without https browsers have no clipboard for pages; then the address is marked, ready to be copied by hand. */
async function copy(field: HTMLInputElement): Promise<string> {
  field.select()
  try {
    await navigator.clipboard.writeText(field.value)
    return 'The stream URL is copied.'
  } catch {
    return 'The stream URL is marked: copy it with Ctrl+C.'
  }
}

async function showCode(place: HTMLElement, url: string): Promise<void> {
  try {
    const { toCode } = await import('./qr-code.js')
    const text = element('p', {}, 'Go on on your phone: point its camera here.')
    place.replaceChildren(toCode(url, 'QR code with the address of this page'), text)
  } catch {
    // The rest of the panel does without.
    place.replaceChildren()
  }
}
