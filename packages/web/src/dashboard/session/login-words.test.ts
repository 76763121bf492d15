import { expect, it } from 'vitest'
import { ApiFailure } from '../api/failure.js'
import { loginWordsOf } from './login-words.js'

const refused = new ApiFailure('session_over', 'No.', 401, 'login_refused')

it('says what helps against a code and against a token that are refused', () => {
  expect(loginWordsOf(refused, 'code')).toContain('Send /dashboard to the bot')
  expect(loginWordsOf(refused, 'token')).toContain('revoked')
})

it('says when to try again after too many tries', () => {
  const failure = new ApiFailure('refused', 'Too many requests from your address.', 429, 'too_many_requests', 90_000)
  expect(loginWordsOf(failure, 'token')).toBe('Too many requests from your address. Try again in 1 min 30 s.')
})

it('tells a server that is away from one that says no', () => {
  expect(loginWordsOf(new ApiFailure('away', ''), 'code')).toContain('cannot be reached')
  expect(loginWordsOf(new ApiFailure('timeout', ''), 'code')).toContain('Try again')
})
