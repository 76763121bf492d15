import { describe, expect, it } from 'vitest'
import { ApiFailure } from './failure.js'
import { fieldOf, wordsOf } from './failure-words.js'

const refused = (code: string | null, text: string, retryAfterMs: number | null = null) =>
  new ApiFailure('refused', text, 400, code, retryAfterMs)

describe('words', () => {
  it.each([
    [new ApiFailure('away', ''), 'tries again by itself'],
    [new ApiFailure('timeout', ''), 'may have been done'],
    [new ApiFailure('session_over', ''), 'Log in again'],
    [refused('scope_missing', 'This token can give none beyond 2026.'), /^This token can give none beyond 2026\.$/],
    [refused('scope_missing', 'It lacks the scope logs.'), 'It lacks the scope logs. Log in with /dashboard'],
    [refused('too_many_requests', 'Too many.', 65_000), 'Too many. Try again in 1 min 5 s.'],
    [refused('invalid_input', 'body.until: lies in the past.'), 'Lies in the past.'],
    [refused('invalid_input', 'cursor: is none of this list.'), 'Is none of this list.'],
    [refused('invalid_input', 'body: says nothing to change.'), 'Says nothing to change.'],
    [refused(null, ''), 'answered 400 and no reason'],
    [new TypeError('x is undefined'), 'Something went wrong in this page'],
  ])('of %o say what to do', (failure, words) => {
    expect(wordsOf(failure)).toMatch(words)
  })

  it('keep a sentence that has a colon in it', () => {
    expect(wordsOf(refused('conflict', 'There are 100 tokens: revoke some.'))).toBe(
      'There are 100 tokens: revoke some.',
    )
  })
})

describe('the field', () => {
  it('is named by a refusal of what was sent', () => {
    expect(fieldOf(refused('invalid_input', 'body.linksPerDay: must be a number.'))).toBe('linksPerDay')
    expect(fieldOf(refused('invalid_input', 'body.scopes[0]: is none.'))).toBe('scopes')
  })

  it('is none where the refusal is about something else', () => {
    expect(fieldOf(refused('invalid_input', 'body: says nothing to change.'))).toBeNull()
    expect(fieldOf(refused('conflict', 'body.until: x'))).toBeNull()
    expect(fieldOf(new Error('x'))).toBeNull()
  })
})
