import { describe, expect, it } from 'vitest'
import { sampleStats } from '../context/api-samples.fixture.js'
import { PublicInfos } from './public-info.js'

const features = {
  forceSubscription: false,
  rateLimiting: true,
  bandwidthLimits: true,
  channelPostButtons: false,
  accessMode: 'public',
}

function setUp() {
  const state = { nowMs: 0, asked: 0, users: 2 as number | null, name: null as string | null }
  const infos = new PublicInfos({
    clock: { now: () => state.nowMs },
    stats: () => {
      state.asked++
      return Promise.resolve({ ...sampleStats, users: state.users })
    },
    features: () => features,
    username: () => (state.name === null ? Promise.reject(new Error('away')) : Promise.resolve(state.name)),
  })
  return { state, infos }
}

describe('what anybody may know', () => {
  it('is asked for once by any number of people in five seconds', async () => {
    const { state, infos } = setUp()
    await Promise.all(Array.from({ length: 100 }, () => infos.get()))
    state.nowMs = 4999
    await infos.get()
    expect(state.asked).toBe(1)
    state.nowMs = 5000
    await infos.get()
    expect(state.asked).toBe(2)
  })

  it('counts bots and names none, and says nothing of the machine or the database', async () => {
    const { infos } = setUp()
    const info = await infos.get()
    expect(info.streaming).toEqual({ openStreams: 0, bots: 1, healthyBots: 1 })
    expect(JSON.stringify(info)).not.toMatch(/BOT_TOKEN|rss|memory|database/)
  })

  it('goes on with the people counted last while the database is away', async () => {
    const { state, infos } = setUp()
    await infos.get()
    state.nowMs = 10_000
    state.users = null
    expect((await infos.get()).users).toBe(2)
  })

  it('has the name of the bot as soon as Telegram says it', async () => {
    const { state, infos } = setUp()
    expect((await infos.get()).botUsername).toBeNull()
    state.nowMs = 10_000
    state.name = 'links_bot'
    expect((await infos.get()).botUsername).toBe('links_bot')
  })
})
