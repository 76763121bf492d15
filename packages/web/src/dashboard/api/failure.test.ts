import { expect, it } from 'vitest'
import { toFailure } from './failure.js'

const problem = JSON.stringify({ code: 'scope_missing', error: 'The token is not good for this.', status: 403 })

it('takes code and words from a problem', () => {
  expect(toFailure(403, problem, null)).toMatchObject({
    kind: 'refused',
    status: 403,
    code: 'scope_missing',
    text: 'The token is not good for this.',
    retryAfterMs: null,
  })
})

it('sees in 401 that the session is over', () => {
  expect(toFailure(401, problem, null).kind).toBe('session_over')
})

it('takes nothing from what a proxy says instead', () => {
  expect(toFailure(502, '<html>Bad gateway</html>', null)).toMatchObject({ code: null, text: '', status: 502 })
  expect(toFailure(500, '{"code":5}', null)).toMatchObject({ code: null, text: '' })
})

it('knows when to try again where the server says seconds, and only then', () => {
  expect(toFailure(429, problem, '7').retryAfterMs).toBe(7000)
  expect(toFailure(429, problem, 'Fri, 31 Dec 1999 23:59:59 GMT').retryAfterMs).toBeNull()
  expect(toFailure(429, problem, '-1').retryAfterMs).toBeNull()
})
