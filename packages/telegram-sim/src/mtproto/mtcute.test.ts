import type { tl } from '@mtcute/core'
import Long from 'long'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import type { CallFault, FaultPoints } from '../faults.js'
import { generateRsaKey } from './rsa.js'
import { defer, fileBytes, startWire, type WireFixture } from './wire.fixture.js'

const location: tl.TypeInputFileLocation = {
  _: 'inputDocumentFileLocation',
  id: Long.fromNumber(1),
  accessHash: Long.fromNumber(2),
  fileReference: new Uint8Array(8),
  thumbSize: '',
}
const part: tl.upload.RawGetFileRequest = { _: 'upload.getFile', location, offset: 4096, limit: 1024 * 1024 }

/** One fault for the first call of a method, none after it. */
function firstCall(method: string, fault: CallFault): FaultPoints {
  let isSpent = false
  return {
    onConnect: () => null,
    onCall({ request }) {
      if (isSpent || request._ !== method) return null
      isSpent = true
      return fault
    },
  }
}

function callsOf(wire: WireFixture, method: string) {
  return wire.calls.filter(({ request }) => request._ === method)
}

test('a client makes a key, opens a session and has its call answered', async () => {
  await using wire = await startWire()
  const client = await wire.connect()

  const answer = await client.call({ _: 'help.getNearestDc' })

  expect(answer).toMatchObject({ _: 'nearestDc', thisDc: 2 })
  expect(wire.sessions[0]).toMatchObject({ layer: 227, apiId: 1, wantsUpdates: true })
  expect(wire.errors).toEqual([])
})

test('a part of one mebibyte arrives whole', async () => {
  await using wire = await startWire()
  const client = await wire.connect()

  const file = await client.call(part)

  if (file._ !== 'upload.file') throw new Error('not a file')
  expect(Buffer.from(file.bytes).equals(fileBytes(4096, 1024 * 1024))).toBe(true)
  expect(callsOf(wire, 'upload.getFile')).toMatchObject([
    { fileBytes: 1024 * 1024, clientLeft: false, errorText: null },
  ])
})

test('many parts asked at once on several connections are answered each with its own bytes', async () => {
  await using wire = await startWire()
  const client = await wire.connect({ network: { connectionCount: () => 3, middlewares: [] } })

  const offsets = Array.from({ length: 40 }, (_, index) => index * 65_536)
  const files = await Promise.all(
    offsets.map((offset) => client.call({ ...part, offset, limit: 65_536 }, { kind: 'download' })),
  )

  for (const [index, file] of files.entries()) {
    if (file._ !== 'upload.file') throw new Error('not a file')
    expect(Buffer.from(file.bytes).equals(fileBytes(offsets[index] ?? 0, 65_536))).toBe(true)
  }
})

test('a temporary key is bound to the permanent one, and calls count as the permanent key’s', async () => {
  await using wire = await startWire()
  const client = await wire.connect({ network: { usePfs: true } })
  wire.dispatcher.register('help.getAppUpdate', ({ authKey }) => {
    authKey.accountId = 7
    return { _: 'help.noAppUpdate' }
  })

  await client.call({ _: 'help.getAppUpdate', source: '' })
  await client.call({ _: 'help.getNearestDc' })

  expect(callsOf(wire, 'auth.bindTempAuthKey')).toMatchObject([{ errorText: null }])
  expect(callsOf(wire, 'help.getNearestDc').at(-1)?.accountId).toBe(7)
})

test('the key exchange of older clients, with SHA-1 instead of RSA_PAD, is understood', async () => {
  await using wire = await startWire({ rsa: await generateRsaKey() })
  const client = await wire.connect({}, { hasOldKey: true })

  await expect(client.call({ _: 'help.getNearestDc' })).resolves.toMatchObject({ thisDc: 2 })
})

test('a wrong server salt is corrected and the call made again, once', async () => {
  await using wire = await startWire({ faults: firstCall('help.getNearestDc', { kind: 'badServerSalt' }) })
  const client = await wire.connect()

  await expect(client.call({ _: 'help.getNearestDc' })).resolves.toMatchObject({ thisDc: 2 })
  expect(callsOf(wire, 'help.getNearestDc').filter(({ bytesOut }) => bytesOut > 0)).toHaveLength(1)
})

test('a connection dropped in the middle of an answer costs the client nothing but time', async () => {
  await using wire = await startWire({
    faults: firstCall('upload.getFile', { kind: 'dropConnection', afterBytes: 100_000 }),
  })
  const client = await wire.connect()

  const file = await client.call(part)

  if (file._ !== 'upload.file') throw new Error('not a file')
  expect(Buffer.from(file.bytes).equals(fileBytes(4096, 1024 * 1024))).toBe(true)
})

test('an answer made while the client was away is sent when it is back, and the call not run twice', async () => {
  await using wire = await startWire()
  const client = await wire.connect()
  await client.call({ _: 'help.getNearestDc' })
  const back = defer()
  let runs = 0
  wire.dispatcher.register('help.getInviteText', async () => {
    runs++
    wire.dc.dropConnections()
    await back.promise
    return { _: 'help.inviteText', message: 'kept' }
  })

  const answer = client.call({ _: 'help.getInviteText' })
  const again = client.call({ _: 'help.getNearestDc' })
  await again
  back.resolve()

  await expect(answer).resolves.toMatchObject({ message: 'kept' })
  expect(runs).toBe(1)
})

test('a pushed update is sent again after a reconnect until it is acknowledged', async () => {
  await using wire = await startWire()
  const client = await wire.connect()
  const received: tl.TypeUpdates[] = []
  const arrived = defer()
  client.onServerUpdate.add((update) => {
    received.push(update)
    arrived.resolve()
  })
  await client.call({ _: 'help.getNearestDc' })

  await wire.dc.stopListening()
  wire.sessions[0]?.push({ _: 'updateShort', update: { _: 'updatePtsChanged' }, date: 1 })
  await wire.dc.resume()
  await arrived.promise

  expect(received).toMatchObject([{ _: 'updateShort' }])
})

test('a data centre that goes away comes back on its port with its keys', async () => {
  await using wire = await startWire()
  const client = await wire.connect()
  await client.call({ _: 'help.getNearestDc' })

  await wire.dc.stopListening()
  const answer = client.call({ _: 'help.getNearestDc' })
  await wire.dc.resume()

  await expect(answer).resolves.toMatchObject({ thisDc: 2 })
  expect(new Set(wire.sessions.map(({ authKey }) => authKey.id)).size).toBe(1)
})

test('short and wrong bytes reach the client as a fault scripted them', async () => {
  await using short = await startWire({ faults: firstCall('upload.getFile', { kind: 'shortBytes', bytes: 10 }) })
  await using wrong = await startWire({ faults: firstCall('upload.getFile', { kind: 'wrongBytes' }) })
  const request = { ...part, limit: 4096 }

  expect(await (await short.connect()).call(request)).toMatchObject({ bytes: { length: 10 } })
  const file = await (await wrong.connect()).call(request)

  if (file._ !== 'upload.file') throw new Error('not a file')
  expect(file.bytes).toHaveLength(4096)
  expect(Buffer.from(file.bytes).equals(fileBytes(4096, 4096))).toBe(false)
})

test('an error scripted for a call is its answer', async () => {
  const fault = { kind: 'error', code: 420, text: 'FLOOD_WAIT_30' } as const
  await using wire = await startWire({ faults: firstCall('help.getNearestDc', fault) })
  const client = await wire.connect()

  await expect(client.call({ _: 'help.getNearestDc' }, { floodSleepThreshold: 0 })).rejects.toMatchObject({
    seconds: 30,
  })
})

test('a refused connection is tried again by the client', async () => {
  let isSpent = false
  const faults: FaultPoints = {
    onCall: () => null,
    onConnect: () => (isSpent ? null : ((isSpent = true), { kind: 'refuse' })),
  }
  await using wire = await startWire({ faults })
  const client = await wire.connect()

  await expect(client.call({ _: 'help.getNearestDc' })).resolves.toMatchObject({ thisDc: 2 })
})

test('a client whose key is forgotten makes another', async () => {
  await using wire = await startWire()
  const client = await wire.connect()
  await client.call({ _: 'help.getNearestDc' })
  const [first] = wire.sessions

  wire.dc.forgetAuthKeys()

  await expect(client.call({ _: 'help.getNearestDc' })).resolves.toMatchObject({ thisDc: 2 })
  expect(wire.sessions.at(-1)?.authKey.id).not.toBe(first?.authKey.id)
  expect(wire.closedSessions).toContain(first)
})

test('an unknown method is answered by Telegram’s own error', async () => {
  await using wire = await startWire()
  const client = await wire.connect()

  await expect(client.call({ _: 'help.getSupport' })).rejects.toThrow('METHOD_INVALID')
})

test('a handler’s bug is an internal error to the client and reported to the simulator', async () => {
  await using wire = await startWire()
  const client = await wire.connect()
  wire.dispatcher.register('help.getSupport', () => {
    throw new Error('bug')
  })

  await expect(client.call({ _: 'help.getSupport' }, { maxRetryCount: 0 })).rejects.toThrow('INTERNAL')
  expect(wire.errors).toMatchObject([{ message: 'bug' }])
})

test('a call given up by the client aborts its handler’s signal', async () => {
  await using wire = await startWire()
  const client = await wire.connect()
  const started = defer<AbortSignal>()
  wire.dispatcher.register('help.getSupport', async ({ signal }) => {
    started.resolve(signal)
    await once(signal, 'abort')
    throw new Error('nobody waits')
  })
  const abort = new AbortController()

  const call = client.call({ _: 'help.getSupport' }, { abortSignal: abort.signal })
  const signal = await started.promise
  abort.abort()

  await expect(call).rejects.toBeDefined()
  if (!signal.aborted) await once(signal, 'abort')
})
