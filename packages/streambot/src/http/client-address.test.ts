/** What a reader is taken for, as the actions are told. Addresses that a proxy writes are in `front-door.test.ts`. */
import { describe, expect, it } from 'vitest'
import type { Reader } from '../actions/open-stream.js'
import type { PasswordQuestion } from '../actions/unlock-link.js'
import { StreamBotError } from '../core/errors.js'
import { StreamRegistry } from '../streaming/stream-registry.js'
import type { HttpOptions } from './http-deps.js'
import { createTestServer } from './test-server.fixture.js'

function setUp(options: HttpOptions = {}) {
  const seen: (Reader | PasswordQuestion)[] = []
  const refuse = (who: Reader | PasswordQuestion) => {
    seen.push(who)
    return Promise.reject(new StreamBotError('link_not_found', 'no'))
  }
  const { app, logged } = createTestServer(
    new StreamBotError('link_not_found', 'no'),
    new StreamRegistry({ now: () => 0 }),
    options,
    { openStream: ({ reader }) => refuse(reader), unlockLink: refuse },
  )
  /** As the actions are told, for a download and for a password. */
  const ask = async (headers: Record<string, string>, remoteAddress = '10.0.0.5') => {
    await app.inject({ url: '/dl/x', remoteAddress, headers })
    const form = { ...headers, 'content-type': 'application/x-www-form-urlencoded' }
    await app.inject({ method: 'POST', url: '/dl/x', remoteAddress, headers: form, payload: 'password=x' })
    return seen.splice(0).map(({ address, isAddressKnown }) => ({ address, isAddressKnown }))
  }
  const warnings = () => logged.filter(({ level }) => level === 'warn')
  return { app, ask, warnings }
}

const isKnown = (address: string) => Array<object>(2).fill({ address, isAddressKnown: true })
const isUnknown = (address: string) => Array<object>(2).fill({ address, isAddressKnown: false })

describe('a reader', () => {
  it.each<Record<string, string>>([
    { 'x-forwarded-for': '203.0.113.1' },
    { 'x-forwarded-for': '' },
    { forwarded: 'for=203.0.113.1' },
  ])('is somewhere unknown where a peer that is not trusted says %j', async (headers) => {
    for (const trustProxy of [false, ['192.0.2.0/24', 'loopback']] as const) {
      const { ask } = setUp({ trustProxy })
      expect(await ask(headers)).toEqual(isUnknown('10.0.0.5'))
    }
  })

  it('is where the connection comes from while nobody says otherwise', async () => {
    const { ask, warnings } = setUp()
    expect(await ask({ 'x-real-ip': '203.0.113.1' })).toEqual(isKnown('10.0.0.5'))
    expect(warnings()).toEqual([])
  })

  it('is where a proxy that is trusted says, whatever else stands in the request', async () => {
    const { ask, warnings } = setUp({ trustProxy: ['10.0.0.0/8'] })
    const headers = { 'x-forwarded-for': 'x, 203.0.113.1:5', forwarded: 'for=192.0.2.1' }
    expect(await ask(headers)).toEqual(isKnown('203.0.113.1'))
    expect(warnings()).toEqual([])
  })

  it.each<[string, string]>([
    ['for=203.0.113.1', '203.0.113.1'],
    ['for=198.51.100.7, for="203.0.113.1:5555", for=10.1.2.3;proto=https', '203.0.113.1'],
    ['for="[2001:db8::9]:80"', '2001:db8::9'],
    ['for=_hidden', 'unknown'],
    ['for=unknown', 'unknown'],
    ['for=203.0.113.1;for=203.0.113.2', 'unknown'],
  ])('is where a proxy that is trusted says by Forwarded: %s', async (forwarded, address) => {
    const { ask, warnings } = setUp({ trustProxy: ['10.0.0.0/8'] })
    expect(await ask({ forwarded })).toEqual(isKnown(address))
    expect(warnings()).toEqual([])
  })

  it('is somewhere unknown where a proxy that is trusted does not say for whom it asks', async () => {
    const { ask } = setUp({ trustProxy: ['10.0.0.0/8'] })
    expect(await ask({ forwarded: 'proto=https' })).toEqual(isUnknown('10.0.0.5'))
  })
})

describe('a proxy that is not trusted', () => {
  it('is told of once, in words that say what to change', async () => {
    const { app, ask, warnings } = setUp()
    await app.inject({ url: '/nothing', remoteAddress: '10.0.0.5', headers: { forwarded: 'for=203.0.113.1' } })
    for (let times = 0; times < 3; times++) await ask({ 'x-forwarded-for': '203.0.113.1' }, `10.0.0.${6 + times}`)
    expect(warnings()).toMatchObject([
      { peer: '10.0.0.5', msg: expect.stringMatching(/10\.0\.0\.5.*TRUST_PROXY/) as string },
    ])
  })
})
