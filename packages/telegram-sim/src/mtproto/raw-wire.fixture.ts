/** A data centre and a raw client in a session of its own: where the tests of MTProto's rules begin. */
import Long from 'long'
import type { TlObject } from '../tl/codec.js'
import { toBigInt } from './long-bigint.js'
import { RawClient } from './raw-client.fixture.js'
import { startWire, type WireFixture } from './wire.fixture.js'

export const nearestDc: TlObject = { _: 'help.getNearestDc' }
export const getPart: TlObject = {
  _: 'upload.getFile',
  location: { _: 'inputTakeoutFileLocation' },
  offset: 0,
  limit: 1024 * 1024,
}

/** A raw client in a session of its own, with a salt the server takes. */
export async function startRaw(
  wire: WireFixture,
  key: Uint8Array,
  options: Parameters<typeof RawClient.connect>[2] = {},
) {
  const client = await RawClient.connect(wire.dc.info, key, options)
  client.send({ id: client.nextId(), sequence: 0, body: { _: 'mt_ping', pingId: Long.ONE } })
  const refusal = await client.named('mt_bad_server_salt')
  client.salt = toBigInt(refusal.newServerSalt as Long)
  return client
}

export async function start(
  options: Parameters<typeof startWire>[0] = {},
  raw: Parameters<typeof RawClient.connect>[2] = {},
) {
  const wire = await startWire(options)
  const key = await wire.makeKey()
  return { wire, key, client: await startRaw(wire, key, raw), [Symbol.asyncDispose]: () => wire[Symbol.asyncDispose]() }
}

export function call(client: RawClient, object: TlObject, id = client.nextId()): bigint {
  client.send({ id, body: object })
  return id
}

export function answerTo(client: RawClient, id: bigint) {
  return client.next(({ requestId }) => requestId === id)
}
