import { describe, expect, it } from 'vitest'
import { healthOf, readinessOf } from './health.js'

const well = { clients: ['healthy', 'healthy'], isStoreAway: false } as const

describe('a server', () => {
  it('is well while one client is, and says what is not', () => {
    expect(healthOf(well)).toEqual({ ok: true, reasons: [] })
    expect(healthOf({ clients: ['unreachable', 'healthy', 'banned', 'unreachable'], isStoreAway: true })).toEqual({
      ok: true,
      reasons: [
        '2 of 4 Telegram clients: unreachable',
        '1 of 4 Telegram clients: banned',
        'The database does not answer',
      ],
    })
    expect(healthOf({ clients: ['cooling'], isStoreAway: false }).ok).toBe(false)
  })

  it('takes visitors once it has started', () => {
    expect(readinessOf(well, false, true)).toEqual({ ok: false, reasons: ['The server is starting'] })
    expect(readinessOf(well, true, true)).toEqual({ ok: true, reasons: [] })
    expect(readinessOf({ ...well, clients: ['unreachable'] }, true, true).ok).toBe(false)
  })

  it('takes none while the database is away, where it is to wait for it', () => {
    const away = { ...well, isStoreAway: true }
    const reasons = ['The database does not answer']
    expect(readinessOf(away, true, true)).toEqual({ ok: false, reasons })
    expect(readinessOf(away, true, false)).toEqual({ ok: true, reasons })
  })
})
