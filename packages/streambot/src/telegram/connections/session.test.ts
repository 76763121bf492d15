import { getEventListeners } from 'node:events'
import { randomBytes } from 'node:crypto'
import { tl } from '@mtcute/core'
import { __tlReaderMap, __tlWriterMap } from '@mtcute/core/utils.js'
import type { TlReaderMap, TlWriterMap } from '@mtcute/tl-runtime'
import { initialiseAesIge } from '@streambot/aes-ige'
import { describe, expect, it } from 'vitest'
import { AuthKey } from './auth-key.js'
import { Session } from './session.js'
import { SharedPacket } from './shared-packet.js'
import { say, TelegramSession } from './telegram-session.fixture.js'

const aesIge = await initialiseAesIge()
const file = (length: number): tl.upload.RawFile => ({
  _: 'upload.file',
  type: { _: 'storage.fileUnknown' },
  mtime: 0,
  bytes: new Uint8Array(length).fill(7),
})
const done = { _: 'help.noAppUpdate' } as const

function setUp(telegramNowMs?: number) {
  const bytes = randomBytes(256)
  const key = new AuthKey(bytes, aesIge)
  const telegram = new TelegramSession(bytes, telegramNowMs)
  const roundTrips: number[] = []
  let packetsSent = 0
  let packetsBack = 0
  const session = new Session({
    key,
    readers: __tlReaderMap as TlReaderMap,
    writers: __tlWriterMap as TlWriterMap,
    send: (packet) => {
      packetsSent++
      telegram.receive(packet)
    },
    onRoundTrip: (ms) => roundTrips.push(ms),
  })
  return {
    telegram,
    session,
    roundTrips,
    counts: () => ({ packetsSent, packetsBack }),
    call: (name: string, signal = new AbortController().signal) =>
      session.call({ _: 'help.getAppUpdate', source: name }, (result) => result, signal),
    /** What Telegram says, as one packet. */
    hear: (bodies: Uint8Array | readonly Uint8Array[], options: Parameters<TelegramSession['seal']>[1] = {}) => {
      const packet = telegram.seal(bodies instanceof Uint8Array ? [bodies] : bodies, options)
      const sealed = key.sealed(packet)
      if (!sealed) throw new Error('Telegram sealed badly')
      expect(aesIge.openMany([sealed])).toEqual([true])
      const shared = new SharedPacket(packet, {
        take: (length) => new Uint8Array(length),
        giveBack: () => packetsBack++,
      })
      try {
        session.handle(sealed.data, shared)
      } finally {
        shared.release()
      }
    },
  }
}

/** What was queued has left. */
const turn = () => new Promise((resolve) => setImmediate(resolve))

describe('Session', () => {
  it('matches answers to calls, in whatever order they come', async () => {
    const { telegram, session, call, hear } = setUp()
    const calls = [call('first'), call('second')]
    await turn()
    const [first, second] = telegram.calls()
    if (!first || !second) throw new Error('Two calls were made')
    expect(session.callsInFlight).toBe(2)
    hear([say.answer(second, done), say.answer(first, file(3))], { isContent: true })
    expect(await Promise.all(calls)).toEqual([file(3), done])
    expect(session.callsInFlight).toBe(0)
  })

  it('sends what is said in one turn as one packet', async () => {
    const { telegram, counts, call, session } = setUp()
    const calls = [call('one'), call('two')]
    session.ping()
    await turn()
    expect(counts().packetsSent).toBe(1)
    expect(telegram.heard.map(({ kind }) => kind)).toEqual(['call', 'call', 'ping'])
    session.end(new Error('The test is over'))
    await Promise.allSettled(calls)
  })

  it('makes Telegram’s errors tl.RpcErrors', async () => {
    const { telegram, call, hear } = setUp()
    const calling = call('wrong')
    await turn()
    hear(say.error(telegram.calls()[0]!, 420, 'FLOOD_WAIT_17'))
    const error: unknown = await calling.catch((thrown: unknown) => thrown)
    expect(tl.RpcError.is(error, 'FLOOD_WAIT_%d') && error.seconds).toBe(17)
  })

  it('repeats the calls of a packet with a stale salt under the new one, and no others', async () => {
    const { telegram, call, hear } = setUp()
    const early = call('early')
    await turn()
    const late = [call('late'), call('later')]
    await turn()
    const container = telegram.calls('late')[0]!.containerId!
    hear(say.badSalt(container, 0xfedc_ba98_7654_3210n))
    await turn()
    expect(telegram.calls().map(({ name }) => name)).toEqual(['early', 'late', 'later', 'late', 'later'])
    const repeated = telegram.calls().slice(3)
    for (const { salt, id } of repeated) {
      expect(salt).toBe(0xfedc_ba98_7654_3210n)
      expect(id).toBeGreaterThan(container)
    }
    for (const it of [telegram.calls('early')[0]!, ...repeated]) hear(say.answer(it, done))
    expect(await Promise.all([early, ...late])).toEqual([done, done, done])
  })

  it('repeats a lone call with a stale salt', async () => {
    const { telegram, call, hear } = setUp()
    const calling = call('lone')
    await turn()
    hear(say.badSalt(telegram.calls()[0]!.id, 5n))
    await turn()
    expect(telegram.calls().map(({ name, salt }) => [name, salt])).toEqual([
      ['lone', 0n],
      ['lone', 5n],
    ])
    hear(say.answer(telegram.calls()[1]!, done))
    expect(await calling).toEqual(done)
  })

  it.each([
    [16, 7_200_000],
    [17, -7_200_000],
  ])('repeats all calls in a new session on Telegram’s clock after error %i', async (code, aheadMs) => {
    const { telegram, call, hear } = setUp(Date.now() + aheadMs)
    const calls = [call('a'), call('b')]
    await turn()
    const before = telegram.calls()
    hear(say.badMessage(before[0]!.containerId!, code))
    await turn()
    const after = telegram.calls().slice(2)
    expect(after.map(({ name }) => name)).toEqual(['a', 'b'])
    expect(after[0]?.session).not.toBe(before[0]?.session)
    expect(after.map(({ sequence }) => sequence)).toEqual([1, 3])
    const differsMs = (Number(after[0]!.id - telegram.lastId) / 2 ** 32) * 1000
    expect(Math.abs(differsMs)).toBeLessThan(5000)
    for (const it of after) hear(say.answer(it, done))
    expect(await Promise.all(calls)).toEqual([done, done])
  })

  it('takes no harm from what the session before the clock was set still says', async () => {
    const { telegram, call, hear } = setUp(Date.now() + 7_200_000)
    const first = call('first')
    await turn()
    const second = call('second')
    await turn()
    const { session } = telegram
    hear(say.badMessage(telegram.calls('first')[0]!.id, 16), { session })
    hear(say.badMessage(telegram.calls('second')[0]!.id, 16), { session })
    await turn()
    const repeated = telegram.calls().slice(2)
    expect(repeated.map(({ name }) => name)).toEqual(['first', 'second'])
    for (const it of repeated) hear(say.answer(it, done))
    expect(await Promise.all([first, second])).toEqual([done, done])
  })

  it('ends on what is said in a session that was never ours', async () => {
    const { call, hear, session } = setUp()
    const calling = call('a')
    await turn()
    expect(() => hear(say.pong(), { session: 42n })).toThrow('another session')
    session.end(new Error('The test is over'))
    await expect(calling).rejects.toThrow('The test is over')
  })

  it.each([18, 19, 20, 32, 33, 34, 35, 64])('ends on error %i, which repeating would not mend', async (code) => {
    const { telegram, call, hear, session } = setUp()
    const calling = call('a')
    await turn()
    expect(() => hear(say.badMessage(telegram.calls()[0]!.id, code))).toThrow(`bad_msg_notification ${code}`)
    session.end(new Error('The test is over'))
    await expect(calling).rejects.toThrow()
  })

  it('repeats in a new session only what came before it', async () => {
    const { telegram, call, hear } = setUp()
    const calls = [call('before')]
    await turn()
    calls.push(call('first'), call('beside'))
    await turn()
    calls.push(call('after'))
    await turn()
    const first = telegram.calls('first')[0]!
    hear(say.newSession(first.id, 9n))
    await turn()
    expect(telegram.calls().map(({ name }) => name)).toEqual(['before', 'first', 'beside', 'after', 'before'])
    expect(telegram.calls().at(-1)?.salt).toBe(9n)
    for (const it of telegram.calls().slice(1)) hear(say.answer(it, done))
    expect(await Promise.all(calls)).toEqual([done, done, done, done])
  })

  it('acknowledges what wants it, with the next call or when told to', async () => {
    const { telegram, call, hear, session, counts } = setUp()
    const calls = [call('a')]
    await turn()
    hear(say.answer(telegram.calls()[0]!, done), { isContent: true })
    const wanted = telegram.lastId
    hear(say.pong())
    await turn()
    expect(counts().packetsSent).toBe(1)
    calls.push(call('b'))
    await turn()
    expect(telegram.heard.slice(1).map(({ kind, ids }) => [kind, ids])).toEqual([
      ['call', []],
      ['ack', [wanted]],
    ])
    hear(say.answer(telegram.calls()[1]!, done), { isContent: true })
    session.flushAcks()
    await turn()
    expect(telegram.heard.at(-1)).toMatchObject({ kind: 'ack', ids: [telegram.lastId] })
    session.flushAcks()
    await turn()
    expect(counts().packetsSent).toBe(3)
    await Promise.all(calls)
  })

  it('does not let acknowledgements pile up', async () => {
    const { telegram, call, hear, session } = setUp()
    const calling = call('a')
    await turn()
    for (let i = 0; i < 40; i++) hear(say.pong(), { isContent: true })
    await turn()
    expect(telegram.heard.flatMap(({ kind, ids }) => (kind === 'ack' ? ids : [])).length).toBeGreaterThanOrEqual(16)
    session.end(new Error('The test is over'))
    await expect(calling).rejects.toThrow()
  })

  it('asks Telegram to drop an answer nobody waits for; should it come yet, its packet is free at once', async () => {
    const { telegram, session, call, hear, counts } = setUp()
    const stop = new AbortController()
    const calling = call('given up', stop.signal)
    await turn()
    const reason = new Error('The reader left')
    stop.abort(reason)
    await expect(calling).rejects.toBe(reason)
    expect(session.callsInFlight).toBe(0)
    await turn()
    const { id } = telegram.calls()[0]!
    expect(telegram.heard.at(-1)).toMatchObject({ kind: 'drop', ids: [id] })
    hear(say.answer({ id }, file(5000)), { isContent: true })
    expect(counts().packetsBack).toBe(1)
  })

  it('takes a second answer to a call for none', async () => {
    const { telegram, call, hear, counts } = setUp()
    const calling = call('a')
    await turn()
    const [asked] = telegram.calls()
    hear(say.answer(asked!, done))
    hear(say.answer(asked!, file(100)))
    expect(await calling).toEqual(done)
    expect(counts().packetsBack).toBe(2)
  })

  it('lends bytes out of the packet, which is free when they are given back', async () => {
    const { telegram, session, hear, counts } = setUp()
    const calling = session.call(
      { _: 'help.getAppUpdate', source: 'lent' },
      (result, packet) => packet.lend((result as tl.upload.RawFile).bytes),
      new AbortController().signal,
    )
    await turn()
    hear(say.answer(telegram.calls()[0]!, file(5000)))
    const lent = await calling
    expect(lent.bytes).toEqual(file(5000).bytes)
    expect(counts().packetsBack).toBe(0)
    lent.release()
    expect(counts().packetsBack).toBe(1)
  })

  it('fails a call whose answer is not what was asked for, and only that', async () => {
    const { telegram, session, call, hear } = setUp()
    const refuse = () => {
      throw new Error('Not what was asked for')
    }
    const refused = session.call({ _: 'help.getAppUpdate', source: 'x' }, refuse, new AbortController().signal)
    const fine = call('y')
    await turn()
    const [x, y] = telegram.calls()
    hear([say.answer(x!, done), say.answer(y!, done)])
    await expect(refused).rejects.toThrow('Not what was asked for')
    expect(await fine).toEqual(done)
  })

  it('measures the delay by small answers only', async () => {
    const { telegram, call, hear, roundTrips } = setUp()
    const calls = [call('small'), call('large')]
    await turn()
    const [small, large] = telegram.calls()
    hear(say.answer(large!, file(100_000)))
    expect(roundTrips).toEqual([])
    hear(say.answer(small!, done))
    expect(roundTrips).toHaveLength(1)
    await Promise.all(calls)
  })

  it('asks again for an answer that was lost on its way', async () => {
    const { telegram, session, call, hear } = setUp()
    const calling = call('a')
    await turn()
    hear(say.detailedInfo(telegram.calls()[0]!, 77n))
    await turn()
    expect(telegram.heard.at(-1)).toMatchObject({ kind: 'resend', ids: [77n] })
    session.end(new Error('The test is over'))
    await expect(calling).rejects.toThrow()
  })

  it('fails every call with the reason it ends with, also those that are not sent yet and those made later', async () => {
    const { session, call, counts } = setUp()
    const sent = call('sent')
    await turn()
    const unsent = call('unsent')
    const reason = new Error('The connection is gone')
    session.end(reason)
    session.end(new Error('Ended before'))
    const later = call('later')
    session.ping()
    for (const calling of [sent, unsent, later]) await expect(calling).rejects.toBe(reason)
    await turn()
    expect(counts().packetsSent).toBe(1)
    expect(session.callsInFlight).toBe(0)
  })

  it('leaves no listener on a signal, however a call ends', async () => {
    const { telegram, session, call, hear } = setUp()
    const stop = new AbortController()
    const calls = ['answered', 'refused', 'repeated', 'ended'].map((name) => call(name, stop.signal))
    const allOver = Promise.allSettled(calls)
    await turn()
    const [answered, refused, repeated] = telegram.calls()
    hear([say.answer(answered!, done), say.error(refused!, 400, 'NO'), say.badSalt(repeated!.id, 3n)])
    await turn()
    expect(getEventListeners(stop.signal, 'abort')).toHaveLength(2)
    session.end(new Error('The test is over'))
    await allOver
    expect(getEventListeners(stop.signal, 'abort')).toEqual([])
    await expect(call('late', AbortSignal.abort(new Error('Aborted before')))).rejects.toThrow('Aborted before')
  })
})
