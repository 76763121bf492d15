/** The keys, for whoever asks. */
import { element } from '../demo-chat/element.js'
import { KEYS } from './shortcuts.js'

export function createKeysPanel(): HTMLDetailsElement {
  const rows = KEYS.map(([keys, does]) =>
    element('div', {}, element('dt', {}, element('kbd', {}, keys)), element('dd', {}, does)),
  )
  return element('details', { class: 'panel', id: 'keys' }, element('summary', {}, 'Keys'), element('dl', {}, ...rows))
}
