import { expect, it } from 'vitest'
import { linkState } from './link-state.js'

const now = Date.parse('2026-11-20T12:00:00Z')
const link = { revokedAt: null, expiresAt: null, maxDownloads: null, downloads: 3 }

it.each([
  [{}, 'serves'],
  [{ expiresAt: '2026-11-20T12:00:01Z' }, 'serves'],
  [{ expiresAt: '2026-11-20T12:00:00Z' }, 'over'],
  [{ maxDownloads: 3 }, 'used up'],
  [{ maxDownloads: 4 }, 'serves'],
  [{ revokedAt: '2026-11-01T00:00:00Z', expiresAt: '2026-11-02T00:00:00Z' }, 'revoked'],
])('of a link with %o is: it %s', (facts, words) => {
  expect(linkState({ ...link, ...facts }, now)[1]).toBe(words)
})
