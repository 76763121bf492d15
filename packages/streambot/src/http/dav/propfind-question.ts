/**
 * What a PROPFIND asks for (RFC 4918 §9.1): read by a parser that knows namespaces and takes XML for what it is, or not at all. There are no documents
 * with a DTD here, so there are no entities to expand and nothing to fetch.
 */
import { SaxesParser, type SaxesTagNS } from 'saxes'
import { HttpError } from '../error-response.js'

/** Longer lists are answered once for each file. The longest that a program was seen to send has 20. */
const MAX_PROPERTIES = 64
/** `propfind`, `prop`, a property; programs nest no further. */
const MAX_DEPTH = 16
export const DAV_NAMESPACE = 'DAV:'

/** `{DAV:}getetag` as its two halves. */
export interface PropertyName {
  /** Empty: none. */
  readonly namespace: string
  readonly local: string
}

export type PropfindQuestion =
  /** Everything, with its values. */
  | { readonly kind: 'all' }
  | { readonly kind: 'names' }
  /** Each once. */
  | { readonly kind: 'some'; readonly properties: readonly PropertyName[] }

/** @param text of the body; empty asks for everything. @throws HttpError bad_request */
export function parsePropfind(text: string): PropfindQuestion {
  if (text.trim() === '') return { kind: 'all' }
  const reading = new Reading()
  const parser = new SaxesParser({ xmlns: true })
  parser.on('error', refuse)
  parser.on('doctype', refuse)
  parser.on('opentag', (tag) => reading.open(tag))
  parser.on('closetag', () => reading.close())
  parser.write(text).close()
  return reading.question ?? refuse()
}

/** `infinity` where nothing is said (RFC 4918 §9.1). @throws HttpError bad_request */
export function parseDepth(header: string | string[] | undefined): 0 | 1 | 'infinity' {
  const depth = [header ?? 'infinity'].flat().join().trim().toLowerCase()
  if (depth === '0') return 0
  // Old programs of Microsoft's want the folder itself left out, and put up with it.
  if (depth === '1' || depth === '1,noroot') return 1
  return depth === 'infinity' ? depth : refuse()
}

/** Elements that nobody knows are passed over, with all that is in them (RFC 4918 §17). */
class Reading {
  question: PropfindQuestion | null = null
  readonly #open: string[] = []
  readonly #properties = new Map<string, PropertyName>()

  open({ uri, local }: SaxesTagNS): void {
    const name = uri === DAV_NAMESPACE ? local : `{${uri}}${local}`
    const path = this.#open.join('/')
    if (this.#open.push(name) > MAX_DEPTH) refuse()
    if (path === '' && name !== 'propfind') refuse()
    if (path === 'propfind') this.#ask(name)
    if (path === 'propfind/prop') this.#add({ namespace: uri, local })
  }

  close(): void {
    this.#open.pop()
  }

  /** One of the three, and no two. */
  #ask(name: string): void {
    if (name !== 'allprop' && name !== 'propname' && name !== 'prop') return
    if (this.question !== null) refuse()
    if (name === 'allprop') this.question = { kind: 'all' }
    else if (name === 'propname') this.question = { kind: 'names' }
    else this.question = { kind: 'some', properties: [] }
  }

  #add(property: PropertyName): void {
    this.#properties.set(`{${property.namespace}}${property.local}`, property)
    if (this.#properties.size > MAX_PROPERTIES) refuse()
    this.question = { kind: 'some', properties: [...this.#properties.values()] }
  }
}

function refuse(): never {
  throw new HttpError('bad_request')
}
