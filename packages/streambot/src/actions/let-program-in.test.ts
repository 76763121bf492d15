import { describe, expect, it } from 'vitest'
import { AddressLimiter } from '../policy/address-limiter.js'
import { letLogReaderIn, type ProgramDeps } from './let-program-in.js'

const TOKEN = 'a-token-of-the-configuration'
const HOUR_MS = 3_600_000

function setUp(limit: number | null) {
  const clock = { nowMs: 0, now: () => clock.nowMs }
  const deps: ProgramDeps = {
    clock,
    allowedAddresses: [],
    wrongTokens: limit === null ? null : new AddressLimiter(() => ({ limit, windowMs: HOUR_MS })),
    verify: () => Promise.resolve(null),
    logsToken: TOKEN,
  }
  const ask = (token: string, address = '192.0.2.1') =>
    letLogReaderIn(deps, { address, isAddressKnown: true, token }).then((answer) => (answer.ok ? 'in' : answer.reason))
  return { ask, clock }
}

describe('the token of the configuration', () => {
  it('opens nothing to an address that has guessed too often, until that is forgotten', async () => {
    const { ask, clock } = setUp(2)
    expect([await ask(TOKEN), await ask('guess'), await ask('guess')]).toEqual(['in', 'token_wrong', 'token_wrong'])
    expect(await ask(TOKEN)).toBe('too_many_requests')
    expect(await ask(TOKEN, '192.0.2.2')).toBe('in')
    clock.nowMs += HOUR_MS
    expect(await ask(TOKEN)).toBe('in')
  })

  it('is not used up by being right', async () => {
    const { ask } = setUp(1)
    for (let at = 0; at < 5; at++) expect(await ask(TOKEN)).toBe('in')
  })

  it('is looked at each time where guesses are not counted', async () => {
    const { ask } = setUp(null)
    expect([await ask('guess'), await ask('guess'), await ask(TOKEN)]).toEqual(['token_wrong', 'token_wrong', 'in'])
  })
})
