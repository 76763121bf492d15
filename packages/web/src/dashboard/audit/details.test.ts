import { expect, it } from 'vitest'
import { detailsOf } from './details.js'

it.each([
  [null, ''],
  [{ from: '5', to: 7 }, 'from=5 to=7'],
  [{ changed: ['expiresAtMs'] }, 'changed=["expiresAtMs"]'],
  [['a'], '["a"]'],
  ['<b>', '"<b>"'],
])('of %o is %s', (details, text) => {
  expect(detailsOf(details)).toBe(text)
})

it('has an end', () => {
  expect(detailsOf({ text: 'x'.repeat(5000) })).toHaveLength(301)
})
