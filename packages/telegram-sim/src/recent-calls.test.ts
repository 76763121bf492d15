import Long from 'long'
import { expect, it } from 'vitest'
import type { CallRecord } from './mtproto/call-observer.js'
import { RecentCalls } from './recent-calls.js'

const record = (change: Partial<CallRecord>): CallRecord => ({
  dcId: 2,
  accountId: 7,
  request: { _: 'help.getConfig' },
  bytesOut: 100,
  fileBytes: 0,
  errorText: null,
  clientLeft: false,
  startedAt: 10,
  endedAt: 12,
  ...change,
})

const part = (fileId: number, offset: number): CallRecord['request'] => ({
  _: 'upload.getFile',
  location: {
    _: 'inputDocumentFileLocation',
    id: Long.fromNumber(fileId),
    accessHash: Long.ONE,
    fileReference: new Uint8Array(),
    thumbSize: '',
  },
  offset,
  limit: 4096,
})

it('tells which part of which file was asked, by whom and when', () => {
  const calls = new RecentCalls()
  calls.called(record({}))
  calls.called(record({ request: part(5, 8192), startedAt: 20, endedAt: 25, clientLeft: true }))
  const [first, second] = calls.read()
  expect(first).toMatchObject({ method: 'help.getConfig', fileId: null, offset: null, limit: null })
  expect(second).toEqual({
    method: 'upload.getFile',
    dcId: 2,
    accountId: 7,
    fileId: '5',
    offset: 8192,
    limit: 4096,
    startedAt: 20,
    endedAt: 25,
    errorText: null,
    clientLeft: true,
  })
})

it('picks by method, by file and by arrival', () => {
  const calls = new RecentCalls()
  calls.called(record({ startedAt: 1 }))
  calls.called(record({ request: part(5, 0), startedAt: 2 }))
  calls.called(record({ request: part(6, 0), startedAt: 3 }))
  expect(calls.read({ method: 'upload.getFile' })).toHaveLength(2)
  expect(calls.read({ fileId: '6' })).toHaveLength(1)
  expect(calls.read({ since: 2 }).map(({ startedAt }) => startedAt)).toEqual([2, 3])
})

it('forgets the oldest when there are too many, and all at a reset', () => {
  const calls = new RecentCalls()
  for (let at = 0; at < 20_003; at++) calls.called(record({ startedAt: at }))
  const kept = calls.read()
  expect(kept).toHaveLength(20_000)
  expect([kept[0]?.startedAt, kept.at(-1)?.startedAt]).toEqual([3, 20_002])
  calls.reset()
  expect(calls.read()).toEqual([])
})
