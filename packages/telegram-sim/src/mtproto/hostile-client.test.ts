/** What a client without manners must not be able to do: spend memory or time that nobody gives back. */
import Long from 'long'
import { expect, test } from 'vitest'
import { ManualClock } from '../clock.fixture.js'
import { KeyStore } from './key-store.js'
import { bodyOf, containerOf, packed } from './raw-client.fixture.js'
import { answerTo, call, nearestDc, start } from './raw-wire.fixture.js'
import { PermanentKey, TemporaryKey } from './server-key.js'

test('a packed container within a container is refused: packing does not nest without end', async () => {
  await using started = await start()
  using client = started.client
  const [hidden, nested] = [client.nextId(), client.nextId()]
  const body = containerOf([{ id: nested, body: packed(containerOf([{ id: hidden, body: nearestDc }])) }])

  client.send({ id: client.nextId(), sequence: 2, body })

  expect(await client.named('mt_bad_msg_notification')).toMatchObject({ errorCode: 64 })
  await answerTo(client, call(client, nearestDc))
  expect(client.received.some(({ requestId }) => requestId === hidden)).toBe(false)
})

test('one packet inflates to a few megabytes in all, however many messages it packs', async () => {
  await using started = await start()
  using client = started.client
  const bomb = packed(Buffer.concat([bodyOf(nearestDc), Buffer.alloc(3 * 1024 * 1024)]))
  const ids = Array.from({ length: 6 }, () => client.nextId())

  client.send({ id: client.nextId(), sequence: 2, body: containerOf(ids.map((id) => ({ id, body: bomb }))) })

  const answers = await Promise.all(ids.map((id) => answerTo(client, id)))
  expect(answers.at(0)?.object._).toBe('nearestDc')
  expect(answers.at(-1)?.object._).toBe('mt_rpc_error')
})

test('a key has a few hundred sessions, also when one connection holds them all', async () => {
  await using started = await start()
  using client = started.client
  for (let session = 0; session < 600; session++) {
    client.sessionId = BigInt(session + 1)
    client.send({ id: client.nextId(), sequence: 0, body: { _: 'mt_ping', pingId: Long.fromNumber(session) } })
  }
  client.sessionId = 1n
  await answerTo(client, call(client, nearestDc))

  const open = started.wire.sessions.length - started.wire.closedSessions.length
  expect(open).toBeLessThanOrEqual(257)
})

function storeOf(limit: number) {
  const clock = new ManualClock()
  const forgotten: string[] = []
  const keys = new KeyStore(2, clock, (key) => forgotten.push(key.id), limit)
  let next = 0
  const add = (expiresIn: number | null = null) => {
    const bytes = Buffer.alloc(256)
    bytes.writeUInt32LE(++next)
    keys.add({ bytes, firstSalt: 0n, expiresIn })
    const { id } = new PermanentKey(2, bytes, 0n, 0)
    return id
  }
  return { clock, keys, forgotten, add }
}

test('keys beyond the limit are forgotten, strangers’ first, and whoever knows their sessions is told', () => {
  const { keys, forgotten, add } = storeOf(3)
  const member = add()
  const key = keys.find(member)
  if (key instanceof PermanentKey) key.accountId = 7
  const [stranger] = [add(), add(), add()]
  expect(forgotten).toEqual([stranger])
  expect(keys.find(member)).not.toBeNull()
})

test('keys that are all logged in do not pile up either: the oldest goes, never the newest', () => {
  const { keys, forgotten, add } = storeOf(3)
  const ids = Array.from({ length: 4 }, () => {
    const id = add()
    const key = keys.find(id)
    if (key instanceof PermanentKey) key.accountId = 7
    return id
  })
  expect(forgotten).toEqual([ids[0]])
  expect(keys.find(ids[3] ?? '')).not.toBeNull()
})

test('temporary keys that expired make room before anybody else', () => {
  const { clock, keys, forgotten, add } = storeOf(3)
  const [stranger, temporary] = [add(), add(10)]
  expect(keys.find(temporary)).toBeInstanceOf(TemporaryKey)
  clock.advance(11_000)
  add()
  add()
  expect(forgotten).toEqual([temporary])
  expect(keys.find(stranger)).not.toBeNull()
})
