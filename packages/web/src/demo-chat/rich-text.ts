/** Pieces of text as DOM nodes. */
import { element } from './element.js'
import { safeAddress } from './safe-address.js'
import { pieceText, type Piece, type StyledPiece } from './text-pieces.js'

export function renderPieces(pieces: readonly Piece[], onCommand: (command: string) => void): Node[] {
  return pieces.map((piece) => (typeof piece === 'string' ? document.createTextNode(piece) : render(piece, onCommand)))
}

const TAGS = {
  bold: 'strong',
  italic: 'em',
  underline: 'u',
  strike: 's',
  code: 'code',
  pre: 'pre',
  quote: 'blockquote',
} as const

function render(piece: StyledPiece, onCommand: (command: string) => void): Node {
  const children = renderPieces(piece.children, onCommand)
  const text = pieceText(piece)
  switch (piece.style) {
    case 'link': {
      const address = safeAddress(piece.url ?? text) ?? safeAddress(`https://${text}`)
      return address === null ? element('span', {}, ...children) : externalLink(address, children)
    }
    case 'command': {
      const button = element('button', { type: 'button', class: 'command' }, ...children)
      button.addEventListener('click', () => onCommand(text))
      return button
    }
    case 'spoiler': {
      const button = element(
        'button',
        { type: 'button', class: 'spoiler', 'aria-label': 'Hidden text, show' },
        ...children,
      )
      button.addEventListener('click', () => button.replaceWith(...children), { once: true })
      return button
    }
    default:
      return element(TAGS[piece.style], {}, ...children)
  }
}

export function externalLink(address: string, children: readonly Node[], className = 'link'): HTMLAnchorElement {
  return element('a', { href: address, class: className, target: '_blank', rel: 'noopener noreferrer' }, ...children)
}
