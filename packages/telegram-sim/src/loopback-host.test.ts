import { expect, it } from 'vitest'
import { loopbackHost } from './loopback-host.js'

it('gives each data centre an address where the system answers on all of 127.0.0.0/8', () => {
  expect([1, 2, 5].map((dcId) => loopbackHost(dcId, 'linux'))).toEqual(['127.0.0.2', '127.0.0.3', '127.0.0.6'])
  expect([1, 2].map((dcId) => loopbackHost(dcId, 'darwin'))).toEqual(['127.0.0.1', '127.0.0.1'])
})
