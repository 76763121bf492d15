import { expect, it } from 'vitest'
import { SESSION_MARK } from '../core/api-token.js'
import { StreamBotError } from '../core/errors.js'
import { sampleToken } from '../ports/api-token-store.contract.js'
import { pruneStores } from './prune-stores.js'

it('forgets what is old in every store, also when one of them fails, and has nothing to tell of a database that is away', async () => {
  const asked: unknown[] = []
  const failures = new Map<string, Error>([['windows', new Error('broken')]])
  const prune = (name: string) => ({
    prune: (before: unknown) => {
      asked.push([name, before])
      const failure = failures.get(name)
      return failure ? Promise.reject(failure) : Promise.resolve(2)
    },
  })
  const nowMs = Date.UTC(2026, 10, 25)
  const session = { ...sampleToken, scopes: [SESSION_MARK], expiresAtMs: nowMs }
  const stores = {
    links: prune('links'),
    batches: prune('batches'),
    appPasswords: prune('appPasswords'),
    windows: prune('windows'),
    bandwidth: prune('bandwidth'),
    audit: prune('audit'),
    answers: prune('answers'),
    tokens: {
      all: () =>
        prune('tokens')
          .prune(nowMs)
          .then(() => [session]),
      remove: () => Promise.resolve(true),
    },
  }
  const { pruned, errors } = await pruneStores({ clock: { now: () => nowMs }, stores })
  expect([pruned, errors]).toEqual([13, [new Error('broken')]])
  expect(asked).toEqual([
    ['links', Date.UTC(2026, 9, 26)],
    ['batches', Date.UTC(2026, 9, 26)],
    ['appPasswords', Date.UTC(2026, 9, 26)],
    ['windows', nowMs],
    ['bandwidth', '2025-10'],
    ['audit', Date.UTC(2025, 10, 24)],
    ['answers', Date.UTC(2026, 10, 18)],
    ['tokens', nowMs],
  ])
  for (const name of Object.keys(stores)) failures.set(name, new StreamBotError('store_unavailable', 'away'))
  expect(await pruneStores({ clock: { now: () => nowMs }, stores })).toEqual({ pruned: 0, errors: [] })
})
