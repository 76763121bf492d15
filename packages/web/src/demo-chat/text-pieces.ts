/**
 * Text with entities as a tree, ready to become DOM nodes. Entities may nest, overlap or be wrong: an overlap is split,
 * what points outside the text is cut off. Addresses and commands without an entity are found too, as Telegram's apps do.
 */
import type { EntityStyle, EntityView } from './chat-view.js'

export type Piece = string | StyledPiece

export interface StyledPiece {
  readonly style: EntityStyle
  readonly url?: string
  readonly children: readonly Piece[]
}

interface Span {
  readonly start: number
  readonly end: number
  readonly entity: EntityView
}

export function toPieces(text: string, entities: readonly EntityView[]): Piece[] {
  const spans = entities
    .map((entity) => ({ entity, start: Math.max(0, entity.offset), end: entity.offset + entity.length }))
    .map((span) => ({ ...span, end: Math.min(span.end, text.length) }))
    .filter((span) => span.start < span.end)
    .sort((a, b) => a.start - b.start || b.end - a.end)
  return build(text, 0, text.length, spans, false)
}

function build(text: string, start: number, end: number, spans: readonly Span[], literal: boolean): Piece[] {
  const pieces: Piece[] = []
  const addPlain = (from: number, to: number) => pieces.push(...plain(text.slice(from, to), literal))
  let at = start
  let waiting = spans
  for (let span = waiting[0]; span; span = waiting[0]) {
    const { entity, start: from, end: to } = span
    const others = waiting.slice(1)
    const inner = others.filter((it) => it.start < to).map((it) => ({ ...it, end: Math.min(it.end, to) }))
    addPlain(at, from)
    pieces.push({
      style: entity.style,
      ...(entity.url === undefined ? {} : { url: entity.url }),
      children: build(text, from, to, inner, literal || isLiteral(entity.style)),
    })
    at = to
    waiting = others.filter((it) => it.end > to).map((it) => ({ ...it, start: Math.max(it.start, to) }))
  }
  addPlain(at, end)
  return pieces
}

/** Inside these nothing more becomes clickable. */
function isLiteral(style: EntityStyle): boolean {
  return style === 'code' || style === 'pre' || style === 'link' || style === 'command'
}

// An address ends before punctuation that belongs to the sentence around it.
const CLICKABLE = /https?:\/\/[^\s<>"]*[^\s<>".,;:!?)\]}'…]|(?<![^\s(])\/[a-z][a-z0-9_]{0,31}(?![^\s.,;:!?)])/gi

function plain(text: string, literal: boolean): Piece[] {
  if (text === '') return []
  if (literal) return [text]
  const pieces: Piece[] = []
  let at = 0
  for (const match of text.matchAll(CLICKABLE)) {
    if (match.index > at) pieces.push(text.slice(at, match.index))
    pieces.push({ style: match[0].startsWith('/') ? 'command' : 'link', children: [match[0]] })
    at = match.index + match[0].length
  }
  if (at < text.length) pieces.push(text.slice(at))
  return pieces
}

/** The text a piece shows. */
export function pieceText(piece: Piece): string {
  return typeof piece === 'string' ? piece : piece.children.map(pieceText).join('')
}
