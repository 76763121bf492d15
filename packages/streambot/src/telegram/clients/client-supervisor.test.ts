import { tl } from '@mtcute/core'
import { beforeEach, describe, expect, it } from 'vitest'
import { StreamBotError } from '../../core/errors.js'
import { ClientSupervisor } from './client-supervisor.js'
import { ManualTime, settled } from './manual-time.fixture.js'
import { SUPERVISOR_TIMINGS, type SupervisedBot, type SupervisedClient } from './supervised-client.js'

const SECOND = 1000
const MINUTE = 60_000

const rpcError = (errorCode: number, errorMessage: string) =>
  tl.RpcError.fromTl({ _: 'mt_rpc_error', errorCode, errorMessage })
const FORGOTTEN = rpcError(401, 'AUTH_KEY_UNREGISTERED')
const BANNED = rpcError(401, 'USER_DEACTIVATED_BAN')
const OUTSIDER = new StreamBotError('log_channel_unusable', 'worker is not in the log channel: add it')
const REFUSED = new StreamBotError('telegram_refused_credentials', 'worker was revoked')
const NO_ANSWER = new Error('no answer')

class FakeClient implements SupervisedClient {
  coolUntilMs = 0
  onCoolDown: (() => void) | null = null
  onLinesChange: (() => void) | null = null
  isStopped = false

  coolDownUntil(momentMs: number): void {
    this.coolUntilMs = momentMs
    this.onCoolDown?.()
  }

  stop(): Promise<void> {
    this.isStopped = true
    return Promise.resolve()
  }
}

/** Does what it is told, and writes down what was asked of it. */
class FakeBot implements SupervisedBot<FakeClient> {
  readonly name = 'worker'
  readonly asked: string[] = []
  /** What each step fails with; null: it works. 'hangs' until its signal aborts. */
  connecting: Error | 'hangs' | null = null
  probing: Error | 'hangs' | null = null
  loggingIn: Error | 'hangs' | null = null
  onLogIn: () => void = () => {}
  onConnection: (isUp: boolean) => void = () => {}

  async connect(forgetKeys: boolean, signal: AbortSignal): Promise<FakeClient> {
    await this.#answer(forgetKeys ? 'connect with new keys' : 'connect', this.connecting, signal)
    return new FakeClient()
  }

  probe(_client: FakeClient, signal: AbortSignal): Promise<void> {
    return this.#answer('probe', this.probing, signal)
  }

  async logIn(_client: FakeClient, signal: AbortSignal): Promise<void> {
    await this.#answer('log in', this.loggingIn, signal)
    this.onLogIn()
  }

  watch(_client: FakeClient, onConnection: (isUp: boolean) => void): void {
    this.onConnection = onConnection
  }

  /** What was asked since the last time. */
  taken(): string[] {
    return this.asked.splice(0)
  }

  #answer(step: string, outcome: Error | 'hangs' | null, signal: AbortSignal): Promise<void> {
    this.asked.push(step)
    if (outcome === 'hangs') {
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)))
    }
    return outcome === null ? Promise.resolve() : Promise.reject(outcome)
  }
}

let time: ManualTime
let bot: FakeBot
let supervisor: ClientSupervisor<FakeClient>
/** Each state that was told, with its reason. */
let told: string[]

beforeEach(() => {
  time = new ManualTime()
  bot = new FakeBot()
  told = []
  const half = { bytes: () => Uint8Array.of(0, 0, 0, 0x80) }
  const tools = { clock: time, timers: time, randomness: half, timings: SUPERVISOR_TIMINGS }
  supervisor = new ClientSupervisor(bot, tools, () => {
    const { state, reason } = supervisor.status
    const news = reason === null ? state : `${state}: ${reason}`
    if (news !== told.at(-1)) told.push(news)
  })
})

async function startHealthy(): Promise<FakeClient> {
  expect(await supervisor.start()).toBeNull()
  const { client } = supervisor
  if (!client) throw new Error('There is no client')
  bot.taken()
  told = []
  return client
}

const state = () => supervisor.status.state

describe('a bot that can serve', () => {
  it('is healthy after it was connected and probed', async () => {
    expect(state()).toBe('starting')
    expect(await supervisor.start()).toBeNull()
    expect(bot.taken()).toEqual(['connect', 'probe'])
    expect(supervisor.status).toEqual({ name: 'worker', state: 'healthy', reason: null, sinceMs: time.now() })
  })

  it('is probed every half minute', async () => {
    await startHealthy()
    await time.advance(30 * SECOND - 1)
    expect(bot.taken()).toEqual([])
    await time.advance(1)
    expect(bot.taken()).toEqual(['probe'])
    await time.advance(30 * SECOND)
    expect(bot.taken()).toEqual(['probe'])
  })

  it('is forgiven one lost probe, not two in a row', async () => {
    await startHealthy()
    bot.probing = NO_ANSWER
    await time.advance(30 * SECOND)
    expect(state()).toBe('healthy')
    await time.advance(SECOND)
    expect(told).toEqual(['unreachable: no answer'])
    bot.probing = null
    await time.advance(MINUTE)
    expect(told).toEqual(['unreachable: no answer', 'healthy'])
  })

  it('forgives a probe anew after one that came through', async () => {
    await startHealthy()
    for (let round = 0; round < 2; round++) {
      bot.probing = NO_ANSWER
      await time.advance(30 * SECOND)
      bot.probing = null
      await time.advance(SECOND)
    }
    expect(told).toEqual([])
  })
})

describe('a bot that cannot serve', () => {
  it('is explained once and serves as soon as it is let into the log channel', async () => {
    bot.probing = OUTSIDER
    expect(await supervisor.start()).toBe(OUTSIDER)
    await time.advance(10 * MINUTE)
    expect(told.filter((news) => news !== 'starting')).toEqual([
      'unreachable: worker is not in the log channel: add it',
    ])
    expect(bot.taken().filter((step) => step === 'connect')).toHaveLength(1)
    bot.probing = null
    await time.advance(MINUTE)
    expect(state()).toBe('healthy')
  })

  it('is tried again ever later, at last every ten minutes', async () => {
    bot.connecting = NO_ANSWER
    await supervisor.start()
    const waitsMs: number[] = []
    for (let last = time.now(); waitsMs.length < 13;) {
      bot.taken()
      while (bot.asked.length === 0) await time.advance(500)
      waitsMs.push(time.now() - last)
      last = time.now()
    }
    // Half of the longest wait each time, as chance has it here.
    expect(waitsMs).toEqual([0.5, 1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300].map((seconds) => seconds * SECOND))
  })

  it.each([
    ['a token that is none', REFUSED, 'unreachable'],
    ['a ban', BANNED, 'banned'],
  ])('is tried again only after ten minutes for %s', async (_, error, expected) => {
    bot.connecting = error
    expect(await supervisor.start()).toBe(error)
    expect(state()).toBe(expected)
    bot.taken()
    await time.advance(10 * MINUTE - 1)
    expect(bot.taken()).toEqual([])
    bot.connecting = null
    await time.advance(1)
    expect(state()).toBe('healthy')
  })

  it('waits as long as Telegram wants before it logs in', async () => {
    bot.connecting = rpcError(420, 'FLOOD_WAIT_90')
    await supervisor.start()
    expect(state()).toBe('cooling')
    bot.taken()
    await time.advance(90 * SECOND)
    expect(bot.taken()).toEqual([])
    await time.advance(SECOND)
    expect(bot.taken()).toEqual(['connect'])
  })
})

describe('a forgotten login', () => {
  it('is made again on the same client', async () => {
    const client = await startHealthy()
    bot.probing = FORGOTTEN
    bot.onLogIn = () => (bot.probing = null)
    await time.advance(30 * SECOND)
    expect(bot.taken()).toEqual(['probe', 'log in', 'probe'])
    expect(told).toEqual(['unreachable: Telegram forgot its login', 'healthy'])
    expect(supervisor.client).toBe(client)
  })

  it('is made with new keys where the old ones do not take it, and the old client ends', async () => {
    const client = await startHealthy()
    bot.probing = FORGOTTEN
    bot.loggingIn = rpcError(401, 'SESSION_REVOKED')
    await time.advance(30 * SECOND)
    expect(bot.taken()).toEqual(['probe', 'log in', 'connect with new keys', 'probe'])
    expect(client.isStopped).toBe(true)
    bot.probing = null
    await time.advance(SECOND)
    expect(bot.taken()).toEqual(['connect with new keys', 'probe'])
    expect(state()).toBe('healthy')
  })

  it('in the session of the last run is made with new keys', async () => {
    bot.connecting = rpcError(401, 'SESSION_EXPIRED')
    const started = supervisor.start()
    bot.connecting = null
    expect(await started).toBeNull()
    expect(bot.taken()).toEqual(['connect', 'connect with new keys', 'probe'])
  })

  it('keeps calls of people waiting until it is there again', async () => {
    const client = await startHealthy()
    const { signal } = new AbortController()
    expect(await supervisor.loggedIn(signal)).toBe(client)
    bot.loggingIn = 'hangs'
    bot.probing = FORGOTTEN
    supervisor.reportLost(client, FORGOTTEN)
    let isReady = false
    const waiting = supervisor.loggedIn(signal).then(() => (isReady = true))
    await settled()
    expect(bot.taken()).toEqual(['probe', 'log in'])
    expect(isReady).toBe(false)
    await supervisor.stop()
    await expect(waiting).rejects.toMatchObject({ code: 'shutting_down' })
  })

  it('lets calls of people go on with the client that took its place', async () => {
    const client = await startHealthy()
    bot.probing = FORGOTTEN
    bot.loggingIn = FORGOTTEN
    supervisor.reportLost(client, FORGOTTEN)
    const waiting = supervisor.loggedIn(new AbortController().signal)
    await settled()
    bot.probing = null
    await time.advance(2 * SECOND)
    expect(await waiting).toBe(supervisor.client)
    expect(await waiting).not.toBe(client)
  })
})

describe('FLOOD_WAIT', () => {
  it('of a probe lets the client rest, and its end is told', async () => {
    await startHealthy()
    bot.probing = rpcError(420, 'FLOOD_WAIT_40')
    await time.advance(30 * SECOND)
    bot.probing = null
    expect(state()).toBe('cooling')
    await time.advance(40 * SECOND)
    expect(told).toEqual(['cooling: Telegram told it to wait', 'healthy'])
  })

  it('that somebody else met is told when it begins and when it is over', async () => {
    const client = await startHealthy()
    client.coolDownUntil(time.now() + 5 * SECOND)
    expect(state()).toBe('cooling')
    await time.advance(5 * SECOND)
    expect(told).toEqual(['cooling: Telegram told it to wait', 'healthy'])
  })
})

describe('a lost connection', () => {
  it('counts after two seconds, and is over when a probe comes through', async () => {
    await startHealthy()
    bot.onConnection(false)
    await time.advance(2 * SECOND - 1)
    expect(state()).toBe('healthy')
    await time.advance(1)
    expect(told).toEqual(['unreachable: the connection to Telegram is lost'])
    expect(bot.taken()).toEqual([])
    bot.onConnection(true)
    await settled()
    expect(bot.taken()).toEqual(['probe'])
    expect(told.at(-1)).toBe('healthy')
  })

  it('is no news when it comes back at once', async () => {
    await startHealthy()
    bot.onConnection(false)
    await time.advance(SECOND)
    bot.onConnection(true)
    await time.advance(20 * SECOND)
    expect(told).toEqual([])
  })

  it('is explained once, however many probes fail meanwhile', async () => {
    await startHealthy()
    bot.onConnection(false)
    bot.probing = NO_ANSWER
    await time.advance(5 * MINUTE)
    expect(told).toEqual(['unreachable: the connection to Telegram is lost'])
    bot.probing = null
    bot.onConnection(true)
    await settled()
    expect(state()).toBe('healthy')
  })
})

describe('a loss that somebody reports', () => {
  it('keeps work away until a probe has looked, at once', async () => {
    const client = await startHealthy()
    supervisor.reportLost(client, rpcError(400, 'CHANNEL_PRIVATE'))
    expect(state()).toBe('unreachable')
    await settled()
    expect(bot.taken()).toEqual(['probe'])
    expect(state()).toBe('healthy')
  })

  it('is trusted less each time a probe contradicts it', async () => {
    const client = await startHealthy()
    supervisor.reportLost(client, FORGOTTEN)
    await settled()
    supervisor.reportLost(client, FORGOTTEN)
    await settled()
    expect(state()).toBe('unreachable')
    await time.advance(SECOND)
    expect(state()).toBe('healthy')
    supervisor.reportLost(client, FORGOTTEN)
    await time.advance(SECOND)
    expect(state()).toBe('unreachable')
    await time.advance(SECOND)
    expect(state()).toBe('healthy')
    await time.advance(5 * MINUTE)
    supervisor.reportLost(client, FORGOTTEN)
    await settled()
    expect(state()).toBe('healthy')
  })

  it('is believed when it is a ban', async () => {
    const client = await startHealthy()
    supervisor.reportLost(client, BANNED)
    await time.advance(10 * MINUTE - 1)
    expect(told).toEqual(['banned: Telegram banned the bot'])
    expect(bot.taken()).toEqual([])
  })

  it('of a client that is no longer there says nothing', async () => {
    await startHealthy()
    supervisor.reportLost(new FakeClient(), FORGOTTEN)
    expect(state()).toBe('healthy')
  })
})

describe('what a client is built with has changed', () => {
  it('so it is built anew, with its keys, and whoever asks meanwhile waits for the new one', async () => {
    const client = await startHealthy()
    bot.taken()
    supervisor.rebuild()
    const next = supervisor.loggedIn(new AbortController().signal)
    await settled()
    expect(client.isStopped).toBe(true)
    expect(bot.taken()).toEqual(['connect', 'probe'])
    expect(await next).toBe(supervisor.client)
    expect(supervisor.client).not.toBe(client)
    expect(state()).toBe('healthy')
  })

  it('while it is being connected, too', async () => {
    await supervisor.start()
    supervisor.rebuild()
    supervisor.rebuild()
    await settled()
    expect(bot.taken()).toEqual(['connect', 'probe', 'connect', 'probe'])
  })
})

describe('stopping', () => {
  it('ends the client and leaves no timer', async () => {
    const client = await startHealthy()
    bot.onConnection(false)
    client.coolDownUntil(time.now() + MINUTE)
    await supervisor.stop()
    expect(client.isStopped).toBe(true)
    expect(time.timersLeft).toBe(0)
    expect(state()).toBe('stopped')
  })

  it('ends a start that is under way', async () => {
    bot.connecting = 'hangs'
    const started = supervisor.start()
    await settled()
    await supervisor.stop()
    expect(await started).toMatchObject({ code: 'shutting_down' })
    expect(time.timersLeft).toBe(0)
  })

  it('ends a wait for the next attempt', async () => {
    bot.connecting = NO_ANSWER
    await supervisor.start()
    await settled()
    await supervisor.stop()
    expect(time.timersLeft).toBe(0)
    expect(bot.taken()).toEqual(['connect'])
  })
})
