import { describe, expect, it } from 'vitest'
import { partRequest } from '../call-record.fixture.js'
import type { CallSite } from '../faults.js'
import { Faults, type ImmediateFaults } from './faults.js'
import { faultNames, namedFaultSchema } from './named-fault.js'

function site({
  dcId = 2,
  accountId = 7,
  request = partRequest(1),
}: Partial<Omit<CallSite, 'authKey'>> = {}): CallSite {
  return { dcId, accountId, request, authKey: { id: '00', dcId, accountId } }
}

const immediately: ImmediateFaults = {
  dcDown: () => Promise.resolve(),
  dcUp: () => Promise.resolve(),
  dropConnections: () => {},
  forgetAuthKeys: () => {},
}
const script = (): Faults => new Faults(immediately)

describe('aim', () => {
  it('hits any call once when nothing else is said', () => {
    const faults = script()
    faults.floodWait(30)
    expect(faults.onCall(site())).toEqual({ kind: 'error', code: 420, text: 'FLOOD_WAIT_30' })
    expect(faults.onCall(site())).toBeNull()
  })

  it('hits only the bot, data centre, file and method it names', () => {
    const faults = script()
    faults.noAnswer({ accountId: 7, dcId: 2, fileId: '1', method: 'upload.getFile' })
    expect(faults.onCall(site({ accountId: 8 }))).toBeNull()
    expect(faults.onCall(site({ dcId: 1 }))).toBeNull()
    expect(faults.onCall(site({ request: partRequest(2) }))).toBeNull()
    expect(faults.onCall(site({ request: { _: 'help.getConfig' } }))).toBeNull()
    expect(faults.onCall(site())).toEqual({ kind: 'noAnswer' })
  })

  it('hits from the n-th match on, so many times', () => {
    const faults = script()
    faults.internal({ nth: 3, times: 2 })
    const struck = Array.from({ length: 6 }, () => faults.onCall(site()) !== null)
    expect(struck).toEqual([false, false, true, true, false, false])
  })

  it('hits every match when told so, until it is cancelled', () => {
    const faults = script()
    const slow = faults.slowAnswer(5, { times: 'every' })
    for (let i = 0; i < 5; i++) expect(faults.onCall(site())).toEqual({ kind: 'delay', delayMs: 5 })
    slow.cancel()
    expect(faults.onCall(site())).toBeNull()
    expect(slow.fired).toBe(5)
  })

  it('leaves calls that read no file to others when the fault is about downloads', () => {
    const faults = script()
    faults.fileReferenceExpired()
    expect(faults.onCall(site({ request: { _: 'help.getConfig' } }))).toBeNull()
    expect(faults.onCall(site())).toEqual({ kind: 'error', code: 400, text: 'FILE_REFERENCE_EXPIRED' })
  })

  it('lets the first scripted of two strike, and the other at the next call', () => {
    const faults = script()
    faults.floodWait(1)
    faults.internal()
    expect(faults.onCall(site())).toMatchObject({ text: 'FLOOD_WAIT_1' })
    expect(faults.onCall(site())).toMatchObject({ code: 500 })
    faults.assertAllFired()
  })

  it('hits connections by data centre only', () => {
    const faults = script()
    faults.refuseConnections({ dcId: 2 })
    faults.dropAfter(1000, { nth: 2 })
    expect(faults.onConnect(1)).toBeNull()
    expect(faults.onConnect(2)).toEqual({ kind: 'refuse' })
    expect(faults.onConnect(2)).toEqual({ kind: 'dropAfter', bytes: 1000 })
    expect(() => faults.add({ name: 'refuseConnections' }, { accountId: 1 })).toThrow('by dcId only')
  })

  it.each([{ nth: 0 }, { times: 0 }, { times: 1.5 }, { method: 'getFile' }, { fileId: 'x' }])('rejects %j', (aim) => {
    expect(() => script().noAnswer(aim)).toThrow()
  })
})

describe('effects', () => {
  it('logs the key out when it becomes unregistered, so that later calls are refused too', () => {
    const faults = script()
    const call = site()
    faults.authKeyUnregistered({ accountId: 7 })
    expect(faults.onCall(call)).toEqual({ kind: 'error', code: 401, text: 'AUTH_KEY_UNREGISTERED' })
    expect(call.authKey.accountId).toBeNull()
  })

  it('keeps a banned account banned', () => {
    const faults = script()
    faults.userDeactivatedBan({ accountId: 7 })
    for (let i = 0; i < 3; i++) expect(faults.onCall(site())).toMatchObject({ code: 401, text: 'USER_DEACTIVATED_BAN' })
    faults.assertAllFired()
  })

  it('does something for every name', () => {
    const parameters = { seconds: 3, dc: 1, delayMs: 4, bytes: 5, code: -429 }
    for (const name of faultNames) {
      const option = namedFaultSchema.options.find(({ shape }) => shape.name.value === name)
      const wanted = Object.entries({ name, ...parameters }).filter(([key]) => key in (option?.shape ?? {}))
      const faults = script()
      faults.add(namedFaultSchema.parse(Object.fromEntries(wanted)))
      expect([name, faults.onCall(site()) ?? faults.onConnect(2)]).not.toEqual([name, null])
    }
  })

  it('has a method of its own for every name', () => {
    expect(Object.keys(script())).toEqual(expect.arrayContaining([...faultNames]))
  })
})

describe('the script afterwards', () => {
  it('names each fault that did not fire as often as it was to', () => {
    const faults = script()
    faults.floodWait(30, { accountId: 7, nth: 2 })
    faults.wrongBytes({ times: 3 })
    faults.fileMigrate(1)
    faults.onCall(site())
    faults.onCall(site({ accountId: 8 }))
    expect(() => faults.assertAllFired()).toThrow(
      'scripted faults that did not fire: floodWait(seconds 30, accountId 7, nth 2, 1 time) fired 0 of 1 matches; ' +
        'wrongBytes(method upload.getFile, 3 times) fired 2 of 2 matches; ' +
        'fileMigrate(dc 1, method upload.getFile, 1 time) fired 0 of 2 matches',
    )
  })

  it('is content when all fired, were cancelled or cleared', () => {
    const faults = script()
    faults.noAnswer({ times: 'every' })
    faults.onCall(site())
    faults.noAnswer({ accountId: 99 }).cancel()
    faults.assertAllFired()
    faults.noAnswer({ accountId: 99 })
    faults.clear()
    faults.assertAllFired()
    expect(faults.onCall(site())).toBeNull()
  })

  it('stays bounded: finished faults make room, waiting ones do not pile up without end', () => {
    const faults = script()
    for (let i = 0; i < 1500; i++) {
      faults.noAnswer()
      faults.onCall(site())
    }
    expect(faults.script.length).toBeLessThanOrEqual(1000)
    faults.clear()
    for (let i = 0; i < 1000; i++) faults.noAnswer()
    expect(() => faults.noAnswer()).toThrow('1000 faults wait already')
  })
})
