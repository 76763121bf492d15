import type { tl } from '@mtcute/core'
import Long from 'long'
import { expect, test } from 'vitest'
import { fileBytes, startWire } from './wire.fixture.js'

const location: tl.TypeInputFileLocation = {
  _: 'inputDocumentFileLocation',
  id: Long.fromNumber(1),
  accessHash: Long.fromNumber(2),
  fileReference: new Uint8Array(8),
  thumbSize: '',
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

  const file = await client.call({ _: 'upload.getFile', location, offset: 4096, limit: 1024 * 1024 })

  if (file._ !== 'upload.file') throw new Error('not a file')
  expect(Buffer.from(file.bytes).equals(fileBytes(4096, 1024 * 1024))).toBe(true)
  expect(wire.calls.find(({ request }) => request._ === 'upload.getFile')).toMatchObject({
    fileBytes: 1024 * 1024,
    clientLeft: false,
    errorText: null,
  })
})
