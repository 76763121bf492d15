/** The document as a page that people read. It loads nothing and runs nothing. */
import { escapeHtml, toFramedPage } from '../page.js'
import type { OpenApiDocument } from './open-api.js'

interface Schema {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly format?: string
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly Schema[]
  readonly items?: Schema
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly description?: string
}

interface Described {
  readonly summary: string
  readonly description?: string
  readonly 'x-scope'?: string
  readonly parameters: readonly {
    readonly name: string
    readonly in: string
    readonly required: boolean
    readonly description?: string
    readonly schema: Schema
  }[]
  readonly requestBody?: { readonly content: Content }
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content?: Content }>>
}

type Content = Readonly<Record<string, { readonly schema: Schema }>>

const STYLE = `
  main { max-width: 62rem; margin-block: 3rem }
  code { font-size: .9em }
  table { display: block; overflow-x: auto; border-collapse: collapse; width: 100%; font-size: .9rem; margin: .5rem 0 1rem }
  th, td { text-align: left; vertical-align: top; padding: .2rem .6rem .2rem 0; border-bottom: 1px solid var(--line) }
  h2 { margin-top: 2.5rem } h3 { margin: 1.5rem 0 .3rem } summary { cursor: pointer }`

export function toDocsPage(document: OpenApiDocument, basePath: string): string {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, it]) => toSection(path, method, it as unknown as Described)),
  )
  const schemas = Object.entries(document.components['schemas'] as Record<string, Schema>)
  const html = [
    toProse(String(document.info['description'])),
    `<p>For programs: <a href="${escapeHtml(basePath)}/api/v1/openapi.json">openapi.json</a></p>`,
    ...operations,
    '<h2>Shapes</h2>',
    ...schemas.map(([name, schema]) => `<h3 id="${escapeHtml(name)}">${escapeHtml(name)}</h3>${toFields(schema)}`),
  ]
  return toFramedPage('The API', html.join('\n'), STYLE)
}

function toSection(path: string, method: string, it: Described): string {
  const scope = it['x-scope'] === undefined ? 'Anybody may.' : `Scope <code>${escapeHtml(it['x-scope'])}</code>`
  const parameters = it.parameters.map(({ name, in: place, required, description = '', schema }) =>
    toRow(name, `${place}${required ? '' : ', may be left out'}`, toType(schema), toInline(description)),
  )
  const body = it.requestBody?.content['application/json']?.schema
  const answers = Object.entries(it.responses).map(([status, { description, content }]) =>
    toRow(status, '', toType(content?.['application/json']?.schema ?? {}), toInline(description)),
  )
  return [
    `<h2><code>${method.toUpperCase()} ${escapeHtml(path)}</code></h2>`,
    `<p>${toInline(it.summary)}. ${scope}</p>`,
    it.description === undefined ? '' : toProse(it.description),
    parameters.length > 0 ? `<table>${parameters.join('')}</table>` : '',
    body ? `<p>Body</p>${toFields(body)}` : '',
    `<details><summary>Answers</summary><table>${answers.join('')}</table></details>`,
  ].join('\n')
}

function toFields({ properties, required = [], ...schema }: Schema): string {
  if (!properties) return `<p>${toType(schema)}</p>`
  const rows = Object.entries(properties).map(([name, it]) =>
    toRow(name, required.includes(name) ? '' : 'may be left out', toType(it), toInline(it.description ?? '')),
  )
  return `<table>${rows.join('')}</table>`
}

/** @param typeHtml and @param textHtml are HTML already */
function toRow(name: string, note: string, typeHtml: string, textHtml: string): string {
  const cells = [`<code>${escapeHtml(name)}</code>`, escapeHtml(note), typeHtml, textHtml]
  return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`
}

function toType({ $ref, anyOf, items, format, enum: choices, type, properties }: Schema): string {
  if ($ref !== undefined) {
    const name = escapeHtml($ref.split('/').at(-1) ?? '')
    return `<a href="#${name}">${name}</a>`
  }
  if (anyOf) return anyOf.map(toType).join(' or ')
  if (items) return `list of ${toType(items)}`
  if (choices) return choices.map((choice) => `<code>${escapeHtml(String(choice))}</code>`).join(' or ')
  if (properties)
    return `{ ${Object.entries(properties)
      .map(([name, it]) => `${escapeHtml(name)}: ${toType(it)}`)
      .join(', ')} }`
  return escapeHtml(format ?? [type ?? ''].flat().join(' or '))
}

function toProse(text: string): string {
  return `<p>${toInline(text)}</p>`
}

/** With `code` as people write it. */
function toInline(text: string): string {
  return escapeHtml(text).replaceAll(/`([^`]+)`/g, '<code>$1</code>')
}
