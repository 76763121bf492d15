import { describe, expect, it } from 'vitest'
import { refusal } from './same-machine.js'

const plain = { origin: undefined, site: undefined }

describe('lets in', () => {
  it.each(['localhost', 'localhost:8080', '127.0.0.1:3000', '127.1.2.3', '[::1]:9', 'LOCALHOST:1'])('%s', (host) => {
    expect(refusal({ host, ...plain })).toBeNull()
    expect(refusal({ host, origin: `http://${host}`, site: 'same-origin' })).toBeNull()
  })

  it('an address typed into a browser', () => {
    expect(refusal({ host: 'localhost:1', origin: undefined, site: 'none' })).toBeNull()
  })
})

describe('keeps out', () => {
  it.each([undefined, '', 'evil.example', 'localhost.evil.example', '127.0.0.1.evil.example:80', '10.0.0.1', '[::2]'])(
    'a request for %s, as a rebound name makes it',
    (host) => {
      expect(refusal({ host, ...plain })).toMatch('Host')
    },
  )

  it.each(['http://evil.example', 'null', 'http://localhost:2', 'https://localhost:1'])('a page of %s', (origin) => {
    expect(refusal({ host: 'localhost:1', origin, site: undefined })).toMatch('origins')
  })

  it.each(['cross-site', 'same-site'])('a %s request without Origin', (site) => {
    expect(refusal({ host: 'localhost:1', origin: undefined, site })).toMatch('sites')
  })
})
