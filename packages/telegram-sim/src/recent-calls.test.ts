import { expect, it } from 'vitest'
import { callRecord, partRequest } from './call-record.fixture.js'
import { RecentCalls } from './recent-calls.js'

it('tells which part of which file was asked, by whom and when', () => {
  const calls = new RecentCalls()
  calls.called(callRecord({}))
  calls.called(callRecord({ request: partRequest(5, 8192), startedAt: 20, endedAt: 25, clientLeft: true }))
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
  calls.called(callRecord({ startedAt: 1 }))
  calls.called(callRecord({ request: partRequest(5, 0), startedAt: 2 }))
  calls.called(callRecord({ request: partRequest(6, 0), startedAt: 3 }))
  expect(calls.read({ method: 'upload.getFile' })).toHaveLength(2)
  expect(calls.read({ fileId: '6' })).toHaveLength(1)
  expect(calls.read({ since: 2 }).map(({ startedAt }) => startedAt)).toEqual([2, 3])
})

it('forgets the oldest when there are too many, and all at a reset', () => {
  const calls = new RecentCalls()
  for (let at = 0; at < 20_003; at++) calls.called(callRecord({ startedAt: at }))
  const kept = calls.read()
  expect(kept).toHaveLength(20_000)
  expect([kept[0]?.startedAt, kept.at(-1)?.startedAt]).toEqual([3, 20_002])
  calls.reset()
  expect(calls.read()).toEqual([])
})
