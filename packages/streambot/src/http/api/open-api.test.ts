/** The document says what there is, in the words of the standard, and the page shows all of it. */
import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { API_SCOPES } from '../../core/api-token.js'
import { toDocsPage } from './docs-page.js'
import { ENDPOINTS } from './endpoints.js'
import { toOpenApi } from './open-api.js'
import { OPERATIONS } from './operations.js'

const document = toOpenApi('/files', '1.2.3')

describe('the document', () => {
  it('has each way in once, with a summary, its scope and an id of its own', () => {
    const all = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, it]) => ({ name: `${method.toUpperCase()} ${path}`, it })),
    )
    expect(all.map(({ name }) => name).sort()).toEqual(OPERATIONS.map(({ method, path }) => `${method} ${path}`).sort())
    expect(new Set(all.map(({ it }) => it['operationId'])).size).toBe(all.length)
    for (const { name, it } of all) {
      expect(it['summary'], name).toEqual(expect.any(String))
      if (it['x-scope'] !== undefined) expect(API_SCOPES, name).toContain(it['x-scope'])
    }
  })

  it('names every parameter of a path, and none besides', () => {
    for (const { path, params } of ENDPOINTS) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
      expect(Object.keys(params?.shape ?? {}), path).toEqual(inPath)
    }
  })

  it('points at nothing that is not there, and every shape is a schema', () => {
    const { schemas } = document.components as { schemas: Record<string, object> }
    for (const [, name = ''] of JSON.stringify(document).matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
      expect(Object.keys(schemas)).toContain(name)
    }
    const ajv = new Ajv2020({ strict: true, validateFormats: false })
    ajv.addSchema({ $id: 'doc', components: { schemas } }, undefined, false, false)
    ajv.addKeyword('components')
    for (const name of Object.keys(schemas)) ajv.compile({ $ref: `doc#/components/schemas/${name}` })
    expect(Object.keys(schemas).length).toBeGreaterThan(15)
  })

  it('is at home below the path of its server', () => {
    expect(document.servers).toEqual([{ url: '/files' }])
    expect(toOpenApi('', '1').servers).toEqual([{ url: '/' }])
  })
})

describe('the page', () => {
  const page = toDocsPage(document, '/files')

  it('shows every way in and every shape', () => {
    for (const { method, path } of OPERATIONS) expect(page).toContain(`${method} ${path}`)
    for (const name of Object.keys(document.components['schemas'] as object)) expect(page).toContain(`id="${name}"`)
    const targets = [...page.matchAll(/href="#(\w+)"/g)].map(([, name]) => name)
    for (const name of targets) expect(page).toContain(`id="${name}"`)
  })

  it('loads nothing from anywhere, and runs nothing', () => {
    expect(page).not.toMatch(/<script|<link|<img|src=|@import|url\(|https?:\/\/(?!t\.me)/)
  })
})

describe('docs/api.md', () => {
  it('speaks of ways in that there are', () => {
    const text = readFileSync(new URL('../../../../../docs/api.md', import.meta.url), 'utf8')
    const known = Object.keys(document.paths).map((path) => path.replaceAll(/\{\w+\}/g, '[^/]+'))
    const named = [...text.matchAll(/\/api\/[\w/.-]*\w/g)].map(([path]) => path)
    expect(named.length).toBeGreaterThan(5)
    for (const path of named) {
      const isAboutAll = ['/api/v1', '/api/v1/docs', '/api/v1/openapi.json'].includes(path)
      expect(isAboutAll || known.some((it) => new RegExp(`^${it}$`).test(path)), path).toBe(true)
    }
  })
})
