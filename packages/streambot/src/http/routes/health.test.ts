import { describe, expect, it } from 'vitest'
import { StreamBotError } from '../../core/errors.js'
import { StreamRegistry } from '../../streaming/stream-registry.js'
import { createTestServer } from '../test-server.fixture.js'

const CHALLENGE = '0123456789abcdef0123456789abcdef'

async function ask(headers: Record<string, string | string[]>) {
  const streams = new StreamRegistry({ now: () => 0 })
  const { app } = createTestServer(
    new StreamBotError('link_not_found', 'no'),
    streams,
    { basePath: '/files' },
    {
      health: () => ({ ok: false, reasons: ['The database does not answer'] }),
      answerChallenge: (challenge) => (challenge === CHALLENGE ? 'proof' : null),
    },
  )
  const { statusCode, headers: answered } = await app.inject({ url: '/files/healthz', headers })
  return [statusCode, answered['x-streambot-proof']]
}

describe('/healthz', () => {
  it('shows whoever asks that this is the service they mean, also when it is not well', async () => {
    expect(await ask({ 'x-streambot-challenge': CHALLENGE })).toEqual([503, 'proof'])
  })

  it('shows nothing to whom nobody asked, or asked nonsense', async () => {
    expect(await ask({})).toEqual([503, undefined])
    expect(await ask({ 'x-streambot-challenge': 'tell me' })).toEqual([503, undefined])
    expect(await ask({ 'x-streambot-challenge': [CHALLENGE, CHALLENGE] })).toEqual([503, undefined])
  })
})
