import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import Long from 'long'
import { expect, test } from 'vitest'
import { ManualClock } from '../clock.fixture.js'
import { type FaultPoints } from '../faults.js'
import { Network } from '../network/network.js'
import { containerOf, RawClient } from './raw-client.fixture.js'
import { answerTo, call, getPart, nearestDc, start, startRaw } from './raw-wire.fixture.js'
import { defer, startWire } from './wire.fixture.js'

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
