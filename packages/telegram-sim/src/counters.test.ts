import type { tl } from '@mtcute/core'
import Long from 'long'
import { expect, it } from 'vitest'
import { Counters } from './counters.js'
import type { CallRecord } from './mtproto/call-observer.js'

const part = (fileId: number): tl.RpcMethod => ({
  _: 'upload.getFile',
  location: {
    _: 'inputDocumentFileLocation',
    id: Long.fromNumber(fileId),
    accessHash: Long.ONE,
    fileReference: new Uint8Array(),
    thumbSize: '',
  },
  offset: 0,
  limit: 4096,
})

const record = (change: Partial<CallRecord>): CallRecord => ({
  dcId: 2,
  accountId: 7,
  request: { _: 'help.getConfig' },
  bytesOut: 100,
  fileBytes: 0,
  errorText: null,
  clientLeft: false,
  startedAt: 0,
  endedAt: 1,
  ...change,
})

it('counts calls by method, errors by text without figures, and methods nobody answers', () => {
  const counters = new Counters()
  counters.called(record({}))
  counters.called(record({}))
  counters.called(record({ errorText: 'FLOOD_WAIT_30' }))
  counters.called(record({ errorText: 'FLOOD_WAIT_7' }))
  counters.called(record({ request: { _: 'help.getNearestDc' }, errorText: 'METHOD_INVALID' }))
  expect(counters.read()).toMatchObject({
    calls: { 'help.getConfig': 4, 'help.getNearestDc': 1 },
    errors: { FLOOD_WAIT_X: 2, METHOD_INVALID: 1 },
    unknownMethods: { 'help.getNearestDc': 1 },
  })
})

it('counts what could not even be read by the id it came with', () => {
  const counters = new Counters()
  counters.refused(2, `INPUT_METHOD_INVALID_${0x63183030}_0`)
  counters.refused(2, 'INPUT_FETCH_ERROR')
  expect(counters.read()).toMatchObject({
    unknownMethods: { '#63183030': 1 },
    errors: { INPUT_METHOD_INVALID_X_X: 1, INPUT_FETCH_ERROR: 1 },
  })
})

it('counts file bytes by file and by bot, and the parts whose client had left', () => {
  const counters = new Counters()
  counters.called(record({ request: part(1), fileBytes: 4096 }))
  counters.called(record({ request: part(1), fileBytes: 100, accountId: 8 }))
  counters.called(record({ request: part(2), clientLeft: true }))
  counters.called(record({ clientLeft: true }))
  expect(counters.read()).toMatchObject({
    bytesByFile: { 1: 4196 },
    bytesByAccount: { 7: 4096, 8: 100 },
    fileBytes: 4196,
    partsAfterClientLeft: 1,
  })
})

it('counts connections by data centre and authorization exports by bot, and forgets all at a reset', () => {
  const counters = new Counters()
  counters.connected(1)
  counters.connected(1)
  counters.called(record({ request: { _: 'auth.exportAuthorization', dcId: 1 } }))
  expect(counters.read()).toMatchObject({ connections: { 1: 2 }, authorizationExports: { 7: 1 } })
  counters.reset()
  expect(counters.read()).toEqual(new Counters().read())
})

it('keeps the keys counted last when there are too many', () => {
  const counters = new Counters()
  for (let id = 1; id <= 10_001; id++) {
    counters.called(record({ request: part(1), fileBytes: 1 }))
    counters.called(record({ request: part(id + 1), fileBytes: 1 }))
  }
  const { bytesByFile } = counters.read()
  expect(Object.keys(bytesByFile)).toHaveLength(10_000)
  expect(bytesByFile['1']).toBe(10_001)
  expect(bytesByFile['2']).toBeUndefined()
})
