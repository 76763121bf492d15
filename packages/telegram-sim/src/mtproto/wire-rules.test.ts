import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { gzipSync } from 'node:zlib'
import Long from 'long'
import { expect, test } from 'vitest'
import { ManualClock } from '../clock.fixture.js'
import type { FaultPoints } from '../faults.js'
import { Network } from '../network/network.js'
import { TlWriter } from '../tl/tl-writer.js'
import { catalogue } from '../tl/catalogue.js'
import type { TlObject } from '../tl/codec.js'
import { toBigInt, toLong } from './long-bigint.js'
import { bodyOf, containerOf, RawClient, type RawMessage, type TransportName } from './raw-client.fixture.js'
import { defer, fileBytes, startWire, type WireFixture } from './wire.fixture.js'

const nearestDc: TlObject = { _: 'help.getNearestDc' }
const getPart: TlObject = {
  _: 'upload.getFile',
  location: { _: 'inputTakeoutFileLocation' },
  offset: 0,
  limit: 1024 * 1024,
}

/** A raw client in a session of its own, with a salt the server takes. */
async function startRaw(wire: WireFixture, key: Uint8Array, options: Parameters<typeof RawClient.connect>[2] = {}) {
  const client = await RawClient.connect(wire.dc.info, key, options)
  client.send({ id: client.nextId(), sequence: 0, body: { _: 'mt_ping', pingId: Long.ONE } })
  const refusal = await client.named('mt_bad_server_salt')
  client.salt = toBigInt(refusal.newServerSalt as Long)
  return client
}

async function start(options: Parameters<typeof startWire>[0] = {}, raw: Parameters<typeof RawClient.connect>[2] = {}) {
  const wire = await startWire(options)
  const key = await wire.makeKey()
  return { wire, key, client: await startRaw(wire, key, raw), [Symbol.asyncDispose]: () => wire[Symbol.asyncDispose]() }
}

function call(client: RawClient, object: TlObject, id = client.nextId()): bigint {
  client.send({ id, body: object })
  return id
}

function answerTo(client: RawClient, id: bigint) {
  return client.next(({ requestId }) => requestId === id)
}

test.each<TransportName>(['abridged', 'intermediate', 'padded', 'full', 'obfuscated'])(
  'small and large answers travel by the %s transport',
  async (transport) => {
    await using started = await start({}, { transport })
    using client = started.client

    const [small, large] = [call(client, nearestDc), call(client, getPart)]

    expect((await answerTo(client, small)).object).toMatchObject({ _: 'nearestDc' })
    const { bytes } = (await answerTo(client, large)).object
    expect(Buffer.from(bytes as Uint8Array).equals(fileBytes(0, 1024 * 1024))).toBe(true)
  },
)

test('ids of answers are odd, grow, and leave 1 and 3 by fours', async () => {
  await using started = await start()
  using client = started.client
  await answerTo(client, call(client, nearestDc))
  await answerTo(client, call(client, nearestDc))

  const answers = client.received.filter(({ requestId }) => requestId !== null).map(({ id }) => id)
  expect(answers.every((id) => id % 4n === 1n)).toBe(true)
  expect(answers).toEqual([...answers].sort((a, b) => (a < b ? -1 : 1)))
  expect((await client.next(({ object }) => object._ === 'mt_new_session_created')).id % 4n).toBe(3n)
})

test('a request sent twice runs once, and its answer comes again under the same id', async () => {
  await using started = await start()
  using client = started.client
  const id = call(client, nearestDc)
  const first = await answerTo(client, id)

  call(client, nearestDc, id)
  const again = await client.next((message) => message.requestId === id && message !== first)

  expect(again.id).toBe(first.id)
  expect(started.wire.calls.filter(({ request }) => request._ === 'help.getNearestDc')).toHaveLength(2) // one by makeKey
})

test('an acknowledged answer is gone: asked for again, it is reported as received and answered', async () => {
  await using started = await start()
  using client = started.client
  const id = call(client, nearestDc)
  const answer = await answerTo(client, id)
  client.send({ id: client.nextId(), sequence: 2, body: { _: 'mt_msgs_ack', msgIds: [toLong(answer.id)] } })

  client.send({ id: client.nextId(), body: { _: 'mt_msg_resend_req', msgIds: [toLong(answer.id)] } })

  expect(await client.named('mt_msgs_state_info')).toBeDefined()
  expect(client.received.filter(({ requestId }) => requestId === id)).toHaveLength(1)
})

test('an answer asked for by msg_resend_req comes again', async () => {
  await using started = await start()
  using client = started.client
  const id = call(client, getPart)
  const answer = await answerTo(client, id)

  client.send({ id: client.nextId(), body: { _: 'mt_msg_resend_req', msgIds: [toLong(answer.id)] } })
  const again = await client.next((message) => message.id === answer.id && message !== answer)

  expect(Buffer.from(again.object.bytes as Uint8Array).equals(fileBytes(0, 1024 * 1024))).toBe(true)
})

test('what is not acknowledged comes again on the next connection, large and small, by another transport too', async () => {
  await using started = await start({}, { transport: 'full' })
  const { wire, key, client } = started
  const ids = [call(client, nearestDc), call(client, getPart)]
  for (const id of ids) await answerTo(client, id)
  client.socket.destroy()

  using second = await RawClient.connect(wire.dc.info, key, { transport: 'full' })
  second.salt = client.salt
  second.sessionId = client.sessionId
  second.send({ id: client.nextId(), sequence: 0, body: { _: 'mt_ping', pingId: Long.ONE } })

  for (const id of ids) expect((await answerTo(second, id)).requestId).toBe(id)
})

test('msgs_state_req tells what came, what runs and what did not', async () => {
  await using started = await start()
  using client = started.client
  const release = defer()
  started.wire.dispatcher.register('help.getInviteText', async () => {
    await release.promise
    return { _: 'help.inviteText', message: '' }
  })
  const answered = call(client, nearestDc)
  await answerTo(client, answered)
  const running = call(client, { _: 'help.getInviteText' })

  const ids = [answered, running, client.nextId()].map(toLong)
  client.send({ id: client.nextId(), body: { _: 'mt_msgs_state_req', msgIds: ids } })
  const { info } = await client.named('mt_msgs_state_info')
  release.resolve()

  expect([...(info as Uint8Array)].map((state) => state & 7)).toEqual([4, 4, 2])
})

test.each([
  ['too low', 16, (client: RawClient) => client.nextId(-400)],
  ['too high', 17, (client: RawClient) => client.nextId(100)],
  ['not a multiple of four', 18, (client: RawClient) => client.nextId() + 1n],
])('a message id that is %s is refused with code %i', async (_, errorCode, idOf) => {
  await using started = await start()
  using client = started.client
  const id = idOf(client)

  call(client, nearestDc, id)

  expect(await client.named('mt_bad_msg_notification')).toMatchObject({ badMsgId: toLong(id), errorCode })
})

test('a request with an even sequence number is refused with code 35', async () => {
  await using started = await start()
  using client = started.client
  client.send({ id: client.nextId(), sequence: 2, body: nearestDc })
  expect(await client.named('mt_bad_msg_notification')).toMatchObject({ errorCode: 35 })
})

test('containers are opened, containers in containers refused with code 64', async () => {
  await using started = await start()
  using client = started.client
  const [first, second, inner] = [client.nextId(), client.nextId(), client.nextId()]
  const nested: RawMessage = { id: inner, body: containerOf([]) }

  client.send({
    id: client.nextId(),
    sequence: 2,
    body: containerOf([{ id: first, body: nearestDc }, nested, { id: second, body: nearestDc }]),
  })

  await answerTo(client, first)
  await answerTo(client, second)
  expect(await client.named('mt_bad_msg_notification')).toMatchObject({ badMsgId: toLong(inner), errorCode: 64 })
})

test('a packed request is unpacked, one that would not end is refused', async () => {
  await using started = await start()
  using client = started.client
  const pack = (bytes: Buffer) => {
    const writer = new TlWriter(catalogue.current)
    writer.uint(0x3072cfa1)
    writer.bytes(gzipSync(bytes))
    return Buffer.from(writer.result())
  }
  const [good, bomb] = [client.nextId(), client.nextId()]
  client.send({ id: good, body: pack(bodyOf(nearestDc)) })
  client.send({ id: bomb, body: pack(Buffer.alloc(64 * 1024 * 1024)) })

  expect((await answerTo(client, good)).object).toMatchObject({ _: 'nearestDc' })
  expect((await answerTo(client, bomb)).object).toMatchObject({ _: 'mt_rpc_error', errorCode: 400 })
})

test('as many future salts are answered as are asked for', async () => {
  await using started = await start()
  using client = started.client
  client.send({ id: client.nextId(), body: { _: 'mt_get_future_salts', num: 64 } })
  expect(await client.named('mt_future_salts')).toMatchObject({ salts: { length: 64 } })
})

test('rpc_drop_answer silences a running call, forgets an answer, and knows nothing of others', async () => {
  await using started = await start()
  using client = started.client
  const release = defer()
  started.wire.dispatcher.register('help.getInviteText', async () => {
    await release.promise
    return { _: 'help.inviteText', message: '' }
  })
  const answered = call(client, nearestDc)
  await answerTo(client, answered)
  const running = call(client, { _: 'help.getInviteText' })

  const dropped = [answered, running, client.nextId()].map((id) =>
    call(client, { _: 'mt_rpc_drop_answer', reqMsgId: toLong(id) }),
  )
  const results = await Promise.all(dropped.map((id) => answerTo(client, id)))
  release.resolve()

  expect(results.map(({ object }) => object._)).toEqual([
    'mt_rpc_answer_dropped',
    'mt_rpc_answer_dropped_running',
    'mt_rpc_answer_unknown',
  ])
  await answerTo(client, call(client, nearestDc))
  expect(client.received.some(({ requestId }) => requestId === running)).toBe(false)
})

test('invokeAfterMsg waits for the call before it, and fails with it', async () => {
  await using started = await start()
  using client = started.client
  const release = defer()
  const order: string[] = []
  started.wire.dispatcher.register('help.getInviteText', async () => {
    await release.promise
    order.push('first')
    return { _: 'help.inviteText', message: '' }
  })
  started.wire.dispatcher.register('help.getSupportName', () => {
    order.push('second')
    return { _: 'help.supportName', name: '' }
  })
  const first = call(client, { _: 'help.getInviteText' })
  const second = call(client, { _: 'invokeAfterMsg', msgId: toLong(first), query: { _: 'help.getSupportName' } })
  const failing = call(client, { _: 'help.getSupport' })
  const third = call(client, { _: 'invokeAfterMsg', msgId: toLong(failing), query: { _: 'help.getSupportName' } })
  expect((await answerTo(client, third)).object).toMatchObject({ errorMessage: 'MSG_WAIT_FAILED' })
  release.resolve()
  await answerTo(client, second)
  expect(order).toEqual(['first', 'second'])
})

test('a destroyed session is closed, one’s own and unknown ones are not', async () => {
  await using started = await start()
  const { wire, key } = started
  using client = started.client
  using other = await startRaw(wire, key)
  await answerTo(other, call(other, nearestDc))
  const count = wire.closedSessions.length

  client.send({ id: client.nextId(), body: { _: 'mt_destroy_session', sessionId: toLong(other.sessionId) } })
  expect(await client.named('mt_destroy_session_ok')).toMatchObject({ sessionId: toLong(other.sessionId) })
  client.send({ id: client.nextId(), body: { _: 'mt_destroy_session', sessionId: toLong(client.sessionId) } })
  expect(await client.named('mt_destroy_session_none')).toBeDefined()
  expect(wire.closedSessions).toHaveLength(count + 1)
})

test('a destroyed key is unknown from then on', async () => {
  await using started = await start()
  using client = started.client
  client.send({ id: client.nextId(), body: { _: 'mt_destroy_auth_key' } })
  await client.named('mt_destroy_auth_key_ok')

  call(client, nearestDc)

  expect(await client.nextTransportError()).toBe(-404)
})

test('a connection that asked to be ended unless it pings again is ended', async () => {
  const clock = new ManualClock(Date.now())
  await using started = await start({ clock }, { now: () => clock.now() })
  using client = started.client
  client.send({ id: client.nextId(), body: { _: 'mt_ping_delay_disconnect', pingId: Long.ONE, disconnectDelay: 10 } })
  await client.named('mt_pong')

  clock.advance(9_000)
  expect(client.socket.closed).toBe(false)
  clock.advance(2_000)
  await once(client.socket, 'close')
})

test('the allowance of a connection, spent, answers FLOOD_PREMIUM_WAIT until it is earned again', async () => {
  const clock = new ManualClock(Date.now())
  const network = new Network()
  await using started = await start({ clock, network }, { now: () => clock.now() })
  using client = started.client
  network.set({
    roundTripMs: 0,
    connectionBytesPerSecond: null,
    accountBytesPerSecond: null,
    allowance: { burstBytes: 1024 * 1024, sustainedBytesPerSecond: 512 * 1024 },
  })

  expect((await answerTo(client, call(client, getPart))).object._).toBe('upload.file')
  expect((await answerTo(client, call(client, getPart))).object).toMatchObject({
    errorCode: 420,
    errorMessage: 'FLOOD_PREMIUM_WAIT_2',
  })
  clock.advance(2000)
  expect((await answerTo(client, call(client, getPart))).object._).toBe('upload.file')
})

test('an unknown key is answered by transport error -404', async () => {
  await using wire = await startWire()
  using client = await RawClient.connect(wire.dc.info, Buffer.alloc(256, 1))
  call(client, nearestDc)
  expect(await client.nextTransportError()).toBe(-404)
})

test('noise of any kind harms neither the data centre nor its other clients', async () => {
  await using started = await start()
  const { wire, key } = started
  using client = started.client
  for (let round = 0; round < 150; round++) {
    const noisy = await RawClient.connect(wire.dc.info, key, { transport: round % 2 ? 'intermediate' : 'full' })
    noisy.salt = client.salt
    if (round % 3 === 0) noisy.socket.write(randomBytes(200))
    else if (round % 3 === 1) noisy.sendPacket(Buffer.concat([Buffer.alloc(8), randomBytes(4 * (round % 40))]))
    else noisy.send({ id: noisy.nextId(), body: randomBytes(4 + 4 * (round % 40)) })
    noisy.socket.end()
  }

  expect((await answerTo(client, call(client, nearestDc))).object).toMatchObject({ _: 'nearestDc' })
  expect(wire.errors).toEqual([])
})

test('a client that asks for files and does not read them has no more than a window of them made', async () => {
  await using started = await start()
  const { wire, key } = started
  using client = started.client
  using greedy = await startRaw(wire, key)
  const parts = Array.from({ length: 60 }, () => ({ id: greedy.nextId(), body: getPart }))
  greedy.socket.pause()

  greedy.send({ id: greedy.nextId(), sequence: 2, body: containerOf(parts) })
  for (let round = 0; round < 50; round++) await answerTo(client, call(client, nearestDc))
  const made = wire.calls.filter(({ request }) => request._ === 'upload.getFile').length
  greedy.socket.resume()

  expect(made).toBeGreaterThan(0)
  expect(made).toBeLessThan(30)
  for (const { id } of parts) await answerTo(greedy, id)
})

test('a connection dropped or stalled after so many bytes delivers exactly those', async () => {
  for (const kind of ['dropAfter', 'stallAfter'] as const) {
    const bytes = 3000
    const faults: FaultPoints = { onCall: () => null, onConnect: () => ({ kind, bytes }) }
    const next = { isArmed: false }
    await using started = await start({
      faults: { ...faults, onConnect: (dcId) => (next.isArmed ? faults.onConnect(dcId) : null) },
    })
    next.isArmed = true
    using client = await RawClient.connect(started.wire.dc.info, started.key)
    client.salt = started.client.salt
    let received = 0
    const enough = defer()
    client.socket.on('data', (chunk) => {
      received += chunk.length
      if (received >= bytes) enough.resolve()
    })
    call(client, getPart)
    await enough.promise
    if (kind === 'dropAfter') await once(client.socket, 'close')
    expect(received).toBe(bytes)
  }
})

test('a scripted transport error is four bytes, and the call may come again', async () => {
  let isSpent = false
  const faults: FaultPoints = {
    onConnect: () => null,
    onCall({ request }) {
      if (isSpent || request._ !== 'upload.getFile') return null
      isSpent = true
      return { kind: 'transportError', code: -429 }
    },
  }
  await using started = await start({ faults })
  using client = started.client
  const id = call(client, getPart)
  expect(await client.nextTransportError()).toBe(-429)
  call(client, getPart, id)
  expect((await answerTo(client, id)).object._).toBe('upload.file')
})

test('a round trip takes as long as the shape says, also when many are under way', async () => {
  const clock = new ManualClock(Date.now())
  const network = new Network()
  await using started = await start({ clock, network }, { now: () => clock.now() })
  using client = started.client
  const shape = { connectionBytesPerSecond: null, accountBytesPerSecond: null, allowance: null }
  network.set({ roundTripMs: 100, ...shape })
  const began = clock.now()

  const ids = Array.from({ length: 8 }, () => call(client, nearestDc))
  const answers = Promise.all(ids.map((id) => answerTo(client, id)))
  const done = { is: false }
  void answers.then(() => (done.is = true))
  while (!done.is) {
    clock.advance(10)
    await new Promise((resolve) => setImmediate(resolve))
  }

  expect(clock.now() - began).toBeGreaterThanOrEqual(100)
  expect(clock.now() - began).toBeLessThan(800)
})
