import { expect, it } from 'vitest'
import { toChanges, toForm, type LinkForm } from './link-changes.js'

const now = Date.parse('2026-11-20T12:00:00Z')
const link = { maxDownloads: 5, addresses: ['10.0.0.0/8', '::1'] }
const changes = (form: Partial<LinkForm>) => toChanges({ ...toForm(link), ...form }, link, now)

it('sends nothing of what is as before', () => {
  expect(changes({})).toEqual({})
  expect(changes({ maxDownloads: ' 5 ', addresses: '10.0.0.0/8\n::1\n' })).toEqual({})
})

it.each([
  [{ expires: { choice: 'never', at: '' } }, { expiresAt: null }],
  [{ expires: { choice: '1d', at: '' } }, { expiresAt: '2026-11-21T12:00:00.000Z' }],
  [{ password: { choice: 'none', text: 'x' } }, { password: null }],
  [{ password: { choice: 'new', text: ' a b ' } }, { password: ' a b ' }],
  [{ maxDownloads: '' }, { maxDownloads: null }],
  [{ maxDownloads: '7' }, { maxDownloads: 7 }],
  [{ addresses: '192.0.2.1, 192.0.2.2\n' }, { addresses: ['192.0.2.1', '192.0.2.2'] }],
  [{ addresses: '' }, { addresses: [] }],
] as [Partial<LinkForm>, object][])('of %o sends %o', (form, sent) => {
  expect(changes(form)).toEqual(sent)
})

it.each(['10 000', '1O', '5x', '1e999', '1e3', '0x10', '5.5', '-1', 'NaN', 'Infinity', '٥'])(
  'takes %s for no number, and above all not for no limit',
  (maxDownloads) => {
    expect(JSON.parse(JSON.stringify(changes({ maxDownloads })))).toEqual({ maxDownloads })
  },
)
