import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Ban } from '../core/ban.js'
import { checkAccess, type AccessMode } from './access.js'

const NOW_MS = 1_000_000
const ADMIN = { id: 1, isAuthorized: false }
const LISTED = { id: 2, isAuthorized: false }
const AUTHORIZED = { id: 3, isAuthorized: true }
const STRANGER = { id: 4, isAuthorized: false }

const rules = (mode: AccessMode) => ({ mode, adminIds: [1], allowedUserIds: [2] })
const ban = (overrides: Partial<Ban> = {}): Ban => ({
  userId: 4,
  reason: 'spam',
  bannedBy: 1,
  createdAtMs: 0,
  untilMs: null,
  ...overrides,
})

describe('access', () => {
  it.each([
    ['public', [ADMIN, LISTED, AUTHORIZED, STRANGER]],
    ['allow-list', [ADMIN, LISTED, AUTHORIZED]],
    ['owner-only', [ADMIN]],
  ] as const)('in mode %s is for those it is meant for', (mode, admitted) => {
    for (const user of [ADMIN, LISTED, AUTHORIZED, STRANGER]) {
      const isAdmitted = (admitted as readonly unknown[]).includes(user)
      expect(checkAccess(rules(mode), user, null, NOW_MS)).toEqual(
        isAdmitted ? null : { reason: 'not_allowed', mode, userId: user.id },
      )
    }
  })

  it('is refused to the banned with the reason and the end', () => {
    expect(checkAccess(rules('public'), STRANGER, ban({ untilMs: NOW_MS + 1 }), NOW_MS)).toEqual({
      reason: 'banned',
      banReason: 'spam',
      untilMs: NOW_MS + 1,
    })
    expect(checkAccess(rules('public'), AUTHORIZED, ban({ reason: null }), NOW_MS)).toEqual({
      reason: 'banned',
      banReason: null,
      untilMs: null,
    })
  })

  it('is back when the ban is over', () => {
    expect(checkAccess(rules('public'), STRANGER, ban({ untilMs: NOW_MS }), NOW_MS)).toBeNull()
  })

  it('is never taken from an admin', () => {
    const modes = fc.constantFrom<AccessMode>('public', 'allow-list', 'owner-only')
    fc.assert(
      fc.property(modes, fc.option(fc.nat()), (mode, untilMs) => {
        expect(checkAccess(rules(mode), ADMIN, ban({ untilMs }), NOW_MS)).toBeNull()
      }),
    )
  })

  it('of the banned, who are no admins, does not depend on the mode', () => {
    const modes = fc.constantFrom<AccessMode>('public', 'allow-list', 'owner-only')
    fc.assert(
      fc.property(modes, fc.integer({ min: 2, max: 9 }), fc.boolean(), (mode, id, isAuthorized) => {
        expect(checkAccess(rules(mode), { id, isAuthorized }, ban(), NOW_MS)).toMatchObject({ reason: 'banned' })
      }),
    )
  })
})
