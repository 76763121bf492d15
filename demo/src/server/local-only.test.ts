import { expect, it } from 'vitest'
import { refuseForeign } from './local-only.js'

it.each(['127.0.0.1:8090', 'localhost:8090', 'localhost', '[::1]:8090', '127.0.0.2'])('answers under %s', (host) => {
  expect(refuseForeign('GET', { host })).toBeNull()
  expect(refuseForeign('POST', { host })).toBeNull()
  expect(refuseForeign('POST', { host, origin: `http://${host}`, 'sec-fetch-site': 'same-origin' })).toBeNull()
})

it.each(['evil.example', '127.0.0.1.evil.example', '127.0.0.1@evil.example', '', undefined])(
  'does not answer under the name %s, which may be anybody’s pointed here',
  (host) => {
    expect(refuseForeign('GET', { host })).toContain('this machine only')
  },
)

it('takes no writes from other sites, nor from other ports of this machine', () => {
  const host = '127.0.0.1:8090'
  for (const origin of ['http://evil.example', 'null', 'http://127.0.0.1:3000', 'https://127.0.0.1:8090']) {
    expect(refuseForeign('POST', { host, origin })).toContain('may not write')
  }
  expect(refuseForeign('POST', { host, 'sec-fetch-site': 'cross-site' })).toContain('may not write')
})
