import { expect, it } from 'vitest'
import { callRecord, partRequest } from './call-record.fixture.js'
import { Counters } from './counters.js'

it('counts calls by method, errors by text without figures, and methods nobody answers', () => {
  const counters = new Counters()
  counters.called(callRecord({}))
  counters.called(callRecord({}))
  counters.called(callRecord({ errorText: 'FLOOD_WAIT_30' }))
  counters.called(callRecord({ errorText: 'FLOOD_WAIT_7' }))
  counters.called(callRecord({ request: { _: 'help.getNearestDc' }, errorText: 'METHOD_INVALID' }))
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
  counters.called(callRecord({ request: partRequest(1), fileBytes: 4096 }))
  counters.called(callRecord({ request: partRequest(1), fileBytes: 100, accountId: 8 }))
  counters.called(callRecord({ request: partRequest(2), clientLeft: true }))
  counters.called(callRecord({ clientLeft: true }))
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
  counters.called(callRecord({ request: { _: 'auth.exportAuthorization', dcId: 1 } }))
  expect(counters.read()).toMatchObject({ connections: { 1: 2 }, authorizationExports: { 7: 1 } })
  counters.reset()
  expect(counters.read()).toEqual(new Counters().read())
})

it('keeps the keys counted last when there are too many', () => {
  const counters = new Counters()
  for (let id = 1; id <= 10_001; id++) {
    counters.called(callRecord({ request: partRequest(1), fileBytes: 1 }))
    counters.called(callRecord({ request: partRequest(id + 1), fileBytes: 1 }))
  }
  const { bytesByFile } = counters.read()
  expect(Object.keys(bytesByFile)).toHaveLength(10_000)
  expect(bytesByFile['1']).toBe(10_001)
  expect(bytesByFile['2']).toBeUndefined()
})
