import Long from 'long'
import { expect, test } from 'vitest'
import { toLong } from './long-bigint.js'
import { bodyOf, containerOf, packed, RawClient, type RawMessage, type TransportName } from './raw-client.fixture.js'
import { answerTo, call, getPart, nearestDc, start, startRaw } from './raw-wire.fixture.js'
import { defer, fileBytes } from './wire.fixture.js'

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
  const [good, bomb] = [client.nextId(), client.nextId()]
  client.send({ id: good, body: packed(bodyOf(nearestDc)) })
  client.send({ id: bomb, body: packed(Buffer.alloc(64 * 1024 * 1024)) })

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
