/** A multi-status answer (RFC 4918 §13), one resource at a time. */
import { knownName, type Properties } from './properties.js'
import type { PropertyName, PropfindQuestion } from './propfind-question.js'
import { escapeXml } from './xml.js'

export const XML_TYPE = 'application/xml; charset=utf-8'
export const MULTISTATUS_START = '<?xml version="1.0" encoding="utf-8"?>\n<D:multistatus xmlns:D="DAV:">\n'
export const MULTISTATUS_END = '</D:multistatus>\n'

export function toResponse(href: string, properties: Properties, question: PropfindQuestion): string {
  const { found, missing } = answer(properties, question)
  const stats = [
    ...(found.length > 0 || missing.length === 0 ? [propstat(found, '200 OK')] : []),
    ...(missing.length > 0 ? [propstat(missing, '404 Not Found')] : []),
  ]
  return `<D:response><D:href>${escapeXml(href)}</D:href>${stats.join('')}</D:response>\n`
}

/** With `Depth: infinity` a program might ask for all there is at once (RFC 4918 §9.1.1). */
export const FINITE_DEPTH_ERROR =
  '<?xml version="1.0" encoding="utf-8"?>\n<D:error xmlns:D="DAV:"><D:propfind-finite-depth/></D:error>\n'

function answer(properties: Properties, question: PropfindQuestion): { found: string[]; missing: string[] } {
  const own = [...properties]
  switch (question.kind) {
    case 'all':
      return { found: own.map(([name, value]) => element(name, value)), missing: [] }
    case 'names':
      return { found: own.map(([name]) => element(name, '')), missing: [] }
    case 'some': {
      const found: string[] = []
      const missing: string[] = []
      for (const property of question.properties) {
        const name = knownName(property) ?? ''
        const value = properties.get(name)
        if (value === undefined) missing.push(emptyElement(property))
        else found.push(element(name, value))
      }
      return { found, missing }
    }
  }
}

function propstat(elements: readonly string[], status: string): string {
  return `<D:propstat><D:prop>${elements.join('')}</D:prop><D:status>HTTP/1.1 ${status}</D:status></D:propstat>`
}

function element(name: string, value: string): string {
  return value === '' ? `<D:${name}/>` : `<D:${name}>${value}</D:${name}>`
}

/** Says its own namespace: prefixes of the request mean nothing here. */
function emptyElement({ namespace, local }: PropertyName): string {
  return `<${local} xmlns="${escapeXml(namespace)}"/>`
}
