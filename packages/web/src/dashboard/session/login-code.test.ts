import { expect, it, vi } from 'vitest'
import { takeLoginCode } from './login-code.js'

const at = (hash: string) => ({ hash, pathname: '/files/admin', search: '?x=1' })

it('takes the code and clears it from the address', () => {
  const replaceState = vi.fn()
  expect(takeLoginCode(at('#login=AbC-_12'), { replaceState })).toBe('AbC-_12')
  expect(replaceState).toHaveBeenCalledWith(null, '', '/files/admin?x=1')
})

it('clears what is no code, too, and hands on nothing of it', () => {
  const replaceState = vi.fn()
  expect(takeLoginCode(at('#login=%3Cscript%3E'), { replaceState })).toBe('')
  expect(replaceState).toHaveBeenCalledOnce()
})

it('leaves every other address alone', () => {
  const replaceState = vi.fn()
  expect(takeLoginCode(at('#/links?search=login='), { replaceState })).toBeNull()
  expect(takeLoginCode(at(''), { replaceState })).toBeNull()
  expect(replaceState).not.toHaveBeenCalled()
})
