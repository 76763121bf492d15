import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { StreamBotError } from '../core/errors.js'
import { HttpError, prefersHtml, STATUS_OF_CODE, toErrorResponse } from './error-response.js'

describe('toErrorResponse', () => {
  it('tells nobody what an unknown error says', () => {
    expect(toErrorResponse(new Error('password is hunter2'))).toEqual({
      status: 500,
      code: 'internal_error',
      text: 'Something went wrong on our side.',
      headers: {},
    })
    expect(JSON.stringify(toErrorResponse(new StreamBotError('bad_config', 'password is hunter2')))).not.toContain(
      'hunter2',
    )
  })

  it('says when to try again: as told, else in a moment', () => {
    const told = new StreamBotError('telegram_unavailable', '', { retryAfterMs: 1500 })
    expect(toErrorResponse(told)).toMatchObject({ status: 503, headers: { 'retry-after': '2' } })
    expect(toErrorResponse(new StreamBotError('shutting_down', '')).headers['retry-after']).toBe('5')
    expect(toErrorResponse(new StreamBotError('link_not_found', '')).headers).toEqual({})
  })

  it('keeps the status of a refusal by the framework', () => {
    const tooLarge = Object.assign(new Error('too large'), { statusCode: 413 })
    expect(toErrorResponse(tooLarge)).toMatchObject({ status: 413, code: 'request_too_large' })
    expect(toErrorResponse(Object.assign(new Error(), { statusCode: 500 })).code).toBe('internal_error')
  })

  it('passes on the headers of an answer about ranges', () => {
    const error = new HttpError('range_not_satisfiable', { 'content-range': 'bytes */5' })
    expect(toErrorResponse(error)).toMatchObject({ status: 416, headers: { 'content-range': 'bytes */5' } })
  })
})

describe('docs/http.md', () => {
  it('lists every code with its status, and no other', () => {
    const text = readFileSync(new URL('../../../../docs/http.md', import.meta.url), 'utf8')
    const rows = [...text.matchAll(/^\| (\d{3}) \| (.*) \|$/gm)].flatMap(([, status, codes = '']) =>
      [...codes.matchAll(/`(\w+)`/g)].map(([, code]) => [code, Number(status)]),
    )
    expect(rows.sort()).toEqual([...STATUS_OF_CODE].sort())
  })
})

describe('prefersHtml', () => {
  it.each([
    ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', true],
    ['text/html;q=0.5, application/json;q=0.4', true],
    ['application/json, text/html', false],
    ['application/json', false],
    ['text/html;q=0', false],
    ['*/*', false],
    [undefined, false],
  ])('for %j is %s', (accept, html) => {
    expect(prefersHtml(accept)).toBe(html)
  })
})
