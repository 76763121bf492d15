/** Keys as people know them from other players. Pure: which key stands for what, and which keys are somebody else's. */
export type Command =
  | { readonly does: 'play' | 'fullscreen' | 'mute' | 'captions' | 'picture-in-picture' | 'tracks' | 'keys' }
  | { readonly does: 'seek' | 'volume' | 'speed' | 'subtitle-size' | 'subtitle-time'; readonly by: number }
  | { readonly does: 'go'; readonly toFraction: number }

export interface KeyPress {
  readonly key: string
  readonly ctrlKey: boolean
  readonly altKey: boolean
  readonly metaKey: boolean
}

/** What has the focus. */
export type Focus = 'text' | 'slider' | 'button' | 'none'

const COMMANDS: Readonly<Record<string, Command>> = {
  ' ': { does: 'play' },
  k: { does: 'play' },
  f: { does: 'fullscreen' },
  m: { does: 'mute' },
  c: { does: 'captions' },
  i: { does: 'picture-in-picture' },
  t: { does: 'tracks' },
  '?': { does: 'keys' },
  arrowleft: { does: 'seek', by: -5 },
  arrowright: { does: 'seek', by: 5 },
  j: { does: 'seek', by: -10 },
  l: { does: 'seek', by: 10 },
  arrowup: { does: 'volume', by: 0.05 },
  arrowdown: { does: 'volume', by: -0.05 },
  '<': { does: 'speed', by: -1 },
  '>': { does: 'speed', by: 1 },
  '+': { does: 'subtitle-size', by: 1 },
  '-': { does: 'subtitle-size', by: -1 },
  g: { does: 'subtitle-time', by: -0.1 },
  h: { does: 'subtitle-time', by: 0.1 },
  home: { does: 'go', toFraction: 0 },
  end: { does: 'go', toFraction: 1 },
}

/** Said on the page, in the order in which they are used. */
export const KEYS: readonly (readonly [keys: string, does: string])[] = [
  ['Space, K', 'Play or pause'],
  ['← →', '5 seconds back or on'],
  ['J L', '10 seconds back or on'],
  ['0 … 9', 'To that tenth of the file'],
  ['↑ ↓', 'Louder or quieter'],
  ['M', 'Sound off or on'],
  ['F', 'Full screen'],
  ['I', 'Picture in picture'],
  ['< >', 'Slower or faster'],
  ['T', 'Sounds and subtitles of the film'],
  ['C', 'Subtitles off or on'],
  ['+ −', 'Larger or smaller subtitles'],
  ['G H', 'Subtitles earlier or later'],
  ['?', 'These keys'],
]

/** null: not ours. */
export function toCommand({ key, ctrlKey, altKey, metaKey }: KeyPress, focus: Focus): Command | null {
  if (ctrlKey || altKey || metaKey || focus === 'text') return null
  const name = key.toLowerCase()
  if (focus === 'button' && name === ' ') return null
  if (focus === 'slider' && /^(arrow|home|end|page)/.test(name)) return null
  if (/^\d$/.test(name)) return { does: 'go', toFraction: Number(name) / 10 }
  return COMMANDS[name] ?? null
}

/** @param path of the event, which also sees into the player's elements */
export function focusOf(path: readonly EventTarget[]): Focus {
  for (const target of path) {
    if (!(target instanceof HTMLElement)) continue
    if (target.isContentEditable || /^(textarea|select)$/i.test(target.tagName)) return 'text'
    if (target instanceof HTMLInputElement) return target.type === 'range' ? 'slider' : 'text'
    if (target.getAttribute('role') === 'slider') return 'slider'
    if (/^(button|a|summary|label)$/i.test(target.tagName) || target.getAttribute('role') === 'button') return 'button'
  }
  return 'none'
}
