/** The panel of sounds and subtitles: a button among the controls, and what can be chosen over the picture. It says what it is given. */
import { element } from '../demo-chat/element.js'

export interface Choice {
  readonly label: string
  readonly isChosen: boolean
  /** null: it can be chosen. */
  readonly whyNot: string | null
  readonly choose: () => void
}

export interface TrackPanelContent {
  /** What there is to say of the whole; '' says nothing. */
  readonly note: string
  readonly sounds: readonly Choice[]
  readonly subtitles: readonly Choice[]
}

export interface TrackPanel {
  readonly button: HTMLButtonElement
  readonly panel: HTMLElement
  readonly isOpen: boolean
  toggle(): void
  show(content: TrackPanelContent): void
}

/** @param onOpen what is to be shown is asked for anew each time */
export function createTrackPanel(onOpen: () => void): TrackPanel {
  const panel = element('div', {
    class: 'tracks',
    id: 'tracks',
    role: 'dialog',
    'aria-label': 'Sound and subtitles',
    tabindex: '-1',
    noautohide: '',
    hidden: '',
  })
  const button = element('button', {
    type: 'button',
    class: 'tracks-button',
    'aria-label': 'Sound and subtitles',
    'aria-expanded': 'false',
    'aria-controls': 'tracks',
  })
  button.append(createIcon())
  const isOpen = () => !panel.hasAttribute('hidden')
  const setOpen = (open: boolean) => {
    panel.hidden = !open
    button.setAttribute('aria-expanded', String(open))
    if (open) onOpen()
    if (open) panel.focus()
    else if (panel.contains(document.activeElement)) button.focus()
  }
  button.addEventListener('click', () => setOpen(!isOpen()))
  panel.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return
    event.stopPropagation()
    setOpen(false)
    button.focus()
  })
  return {
    button,
    panel,
    get isOpen() {
      return isOpen()
    },
    toggle: () => setOpen(!isOpen()),
    show: (content) => fill(panel, content),
  }
}

function fill(panel: HTMLElement, { note, sounds, subtitles }: TrackPanelContent): void {
  const focused = panel.contains(document.activeElement) ? document.activeElement?.id : undefined
  panel.replaceChildren(
    ...(sounds.length > 0 ? [group('sound', 'Sound', sounds)] : []),
    ...(subtitles.length > 0 ? [group('subtitles', 'Subtitles', subtitles)] : []),
    element('p', { role: 'status' }, note),
  )
  if (focused) document.getElementById(focused)?.focus()
}

function group(name: string, title: string, choices: readonly Choice[]): HTMLElement {
  return element(
    'fieldset',
    {},
    element('legend', {}, title),
    ...choices.map((choice, index) => toRadio(choice, name, `${name}-${index}`)),
  )
}

function toRadio({ label, isChosen, whyNot, choose }: Choice, name: string, id: string): HTMLElement {
  const input = element('input', { type: 'radio', name, id })
  input.checked = isChosen
  input.disabled = whyNot !== null
  input.addEventListener('change', choose)
  return element('label', {}, input, whyNot === null ? label : `${label} – ${whyNot}`)
}

/** Two waves over two lines of text. */
function createIcon(): SVGSVGElement {
  const namespace = 'http://www.w3.org/2000/svg'
  const svg = document.createElementNS(namespace, 'svg')
  svg.setAttribute('viewBox', '0 0 24 24')
  svg.setAttribute('aria-hidden', 'true')
  const path = document.createElementNS(namespace, 'path')
  path.setAttribute('d', 'M4 4v6M8 2v10M12 5v4M16 3v8M20 5v4M3 17h12M17 17h4M3 21h6M11 21h10')
  svg.append(path)
  return svg
}
