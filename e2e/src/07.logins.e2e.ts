/** Logins cost Telegram as little as they can, and one that is lost is had back, also when it is lost again at once. */
import { expect, it } from 'vitest'
import { TestServer } from './test-server.js'

const HOME_DC = '2'
/** Bots are tried again within moments. */
const QUICK = { probeEveryMs: 500, firstRetryMs: 50, longestRetryMs: 200 }
const LOGIN = 'auth.importBotAuthorization'
const SOON = { timeout: 15_000, interval: 10 }

it('a bot that never logged in logs in, and asks nothing before', async () => {
  const { sim } = await TestServer.create({ workers: 1 })
  const { calls, connections } = sim.counters.read()
  expect([calls[LOGIN], calls['users.getUsers']]).toEqual([2, undefined])
  // The primary's, the worker's, one more once it is logged in, since the first would bring it updates; and one for bytes of each.
  expect(connections[HOME_DC]).toBe(5)
})

it('a key that is lost again and again is had back each time, by one login', { timeout: 60_000 }, async () => {
  const server = await TestServer.create({ workers: 1, start: { clientTimings: QUICK } })
  const { sim, workers } = server
  const state = () => server.clients.describe().at(-1)?.state
  for (let time = 0; time < 5; time++) {
    sim.counters.reset()
    sim.faults.forgetAuthKeys(workers[0]?.id)
    const logins = () => sim.counters.read().calls[LOGIN] ?? 0
    await expect.poll(() => logins() > 0 && state() === 'healthy', SOON).toBe(true)
    expect(logins()).toBe(1)
  }
})

it('a login that is lost again and again is had back each time, by one login', { timeout: 60_000 }, async () => {
  const server = await TestServer.create({ workers: 1, start: { clientTimings: QUICK } })
  const { sim, workers } = server
  const state = () => server.clients.describe().at(-1)?.state
  for (let time = 0; time < 5; time++) {
    sim.counters.reset()
    sim.faults.authKeyUnregistered({ accountId: workers[0]?.id })
    const logins = () => sim.counters.read().calls[LOGIN] ?? 0
    await expect.poll(() => logins() > 0 && state() === 'healthy', SOON).toBe(true)
    expect(logins()).toBe(1)
  }
})
