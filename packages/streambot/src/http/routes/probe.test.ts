import { describe, expect, it } from 'vitest'
import { StreamBotError } from '../../core/errors.js'
import { PROBE_BYTES, probeBytes, readSight } from '../../actions/setup-challenge.js'
import { StreamRegistry } from '../../streaming/stream-registry.js'
import { createTestServer } from '../test-server.fixture.js'

const CHALLENGE = '0123456789abcdef0123456789abcdef'
const KNOWN = { 'x-streambot-challenge': CHALLENGE, 'x-streambot-probe': 'proof' }

async function ask(headers: Record<string, string>, method: 'GET' | 'HEAD' = 'GET', url = '/dl/probe') {
  const streams = new StreamRegistry({ now: () => 0 })
  const { app } = createTestServer(
    new StreamBotError('link_not_found', 'no'),
    streams,
    { probeHoldMs: 1, basePath: '/files' },
    { isProbe: (challenge, proof) => challenge === CHALLENGE && proof === 'proof' },
  )
  return app.inject({ url, method, headers })
}

describe('/dl/probe', () => {
  it('is a link that does not exist to whoever does not know a key', async () => {
    const guesses: Record<string, string>[] = [
      {},
      { ...KNOWN, 'x-streambot-probe': 'guess' },
      { 'x-streambot-probe': 'proof' },
    ]
    for (const headers of guesses) {
      const { statusCode, json } = await ask(headers)
      expect([statusCode, json<{ code: string }>().code]).toEqual([404, 'link_not_found'])
    }
  })

  it('has bytes that are known, whole, in part and as a head', async () => {
    const expected = probeBytes(CHALLENGE)
    const whole = await ask(KNOWN, 'GET', '/files/dl/probe')
    expect([whole.statusCode, whole.headers['content-length'], whole.rawPayload.equals(expected)]).toEqual([
      200,
      String(PROBE_BYTES),
      true,
    ])
    expect(whole.headers['cache-control']).toBe('private, no-store, no-transform')
    const part = await ask({ ...KNOWN, range: 'bytes=5-9' })
    expect([part.statusCode, part.headers['content-range']]).toEqual([206, `bytes 5-9/${PROBE_BYTES}`])
    expect(part.rawPayload.equals(expected.subarray(5, 10))).toBe(true)
    const head = await ask(KNOWN, 'HEAD')
    expect([head.statusCode, head.headers['content-length'], head.rawPayload.length]).toEqual([
      200,
      String(PROBE_BYTES),
      0,
    ])
  })

  it('says what arrived of the request', async () => {
    const { headers } = await ask({ ...KNOWN, 'x-forwarded-for': '203.0.113.77, 198.51.100.7' })
    expect(readSight(String(headers['x-streambot-seen']))).toEqual({
      peer: '127.0.0.1',
      isTrusted: false,
      forwarded: '203.0.113.77, 198.51.100.7',
    })
  })
})
